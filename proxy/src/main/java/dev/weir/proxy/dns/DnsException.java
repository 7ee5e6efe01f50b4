package dev.weir.proxy.dns;

/** A message of a name server that cannot be read; the text says why, in nginx's words. */
final class DnsException extends Exception {
    private static final long serialVersionUID = 1L;

    DnsException(String message) {
        super(message, null, false, false);
    }
}
