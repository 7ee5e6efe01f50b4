package dev.weir.core.http;

/** Looks for UTF-8 in byte strings (RFC 3629 section 4). Thread: any. */
public final class Utf8Text {
    private Utf8Text() {}

    /** Bytes of the character that begins at an index; 0 where none does. */
    public static int sequence(String bytes, int at) {
        int first = bytes.charAt(at);
        int length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
        if (at + length > bytes.length()) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((bytes.charAt(at + i) & 0xffc0) != 0x80) {
                return 0;
            }
        }
        return length > 2 && !isSecond(first, bytes.charAt(at + 1)) ? 0 : length;
    }

    /** Neither a longer form than needed, nor half of a pair, nor beyond the last character. */
    private static boolean isSecond(int first, int second) {
        return switch (first) {
            case 0xe0 -> second >= 0xa0;
            case 0xed -> second < 0xa0;
            case 0xf0 -> second >= 0x90;
            case 0xf4 -> second < 0x90;
            default -> true;
        };
    }
}
