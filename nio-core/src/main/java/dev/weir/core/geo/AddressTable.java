package dev.weir.core.geo;

/** Gives an address a value. Thread: any once it is built. */
sealed interface AddressTable permits NetworkTable, RangeTable {

    /**
     * The value for an address.
     *
     * @param address its 4 or 16 bytes; null where there is none
     * @return null for none
     */
    String find(byte[] address);
}
