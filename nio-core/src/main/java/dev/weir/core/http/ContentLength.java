package dev.weir.core.http;

/** The value of Content-Length (RFC 9110 section 8.6). Thread: any. */
final class ContentLength {
    private ContentLength() {}

    /** The number of bytes; -1 when the value is not one or more digits, or does not fit. */
    static long parse(String value) {
        long length = value.isEmpty() ? -1 : 0;
        for (int i = 0; i < value.length() && length >= 0; i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9 || length > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            length = length * 10 + digit;
        }
        return length;
    }
}
