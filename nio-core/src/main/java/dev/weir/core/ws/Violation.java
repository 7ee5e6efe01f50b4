package dev.weir.core.ws;

/** The ways of breaking RFC 6455 and RFC 7692, each with the close code it is answered with. */
public enum Violation {
    RESERVED_BITS(CloseCode.PROTOCOL_ERROR, "reserved bits without an extension that gives them a meaning"),
    RESERVED_OPCODE(CloseCode.PROTOCOL_ERROR, "reserved opcode"),
    NOT_MASKED(CloseCode.PROTOCOL_ERROR, "frame of a client without a mask"),
    MASKED(CloseCode.PROTOCOL_ERROR, "frame of a server with a mask"),
    LENGTH_NOT_SHORTEST(CloseCode.PROTOCOL_ERROR, "payload length not in its shortest form"),
    LENGTH_TOP_BIT(CloseCode.PROTOCOL_ERROR, "payload length with the top bit set"),
    CONTROL_FRAGMENTED(CloseCode.PROTOCOL_ERROR, "fragmented control frame"),
    CONTROL_TOO_LONG(CloseCode.PROTOCOL_ERROR, "control frame with more than 125 bytes"),
    NOTHING_TO_CONTINUE(CloseCode.PROTOCOL_ERROR, "continuation without a message"),
    MESSAGE_NOT_ENDED(CloseCode.PROTOCOL_ERROR, "new message before the end of the last"),
    AFTER_CLOSE(CloseCode.PROTOCOL_ERROR, "frame after a Close"),
    CLOSE_PAYLOAD_OF_ONE_BYTE(CloseCode.PROTOCOL_ERROR, "Close with half a status code"),
    CLOSE_CODE_INVALID(CloseCode.PROTOCOL_ERROR, "Close with a status code that may not be sent"),
    CLOSE_REASON_NOT_UTF8(CloseCode.INVALID_PAYLOAD, "Close with a reason that is not UTF-8"),
    TEXT_NOT_UTF8(CloseCode.INVALID_PAYLOAD, "text message that is not UTF-8"),
    NOT_DEFLATED(CloseCode.INVALID_PAYLOAD, "compressed message that cannot be inflated"),
    MESSAGE_TOO_BIG(CloseCode.MESSAGE_TOO_BIG, "message larger than allowed");

    private final int closeCode;
    private final String text;

    Violation(int closeCode, String text) {
        this.closeCode = closeCode;
        this.text = text;
    }

    /** 1002, 1007 or 1009. */
    public int closeCode() {
        return closeCode;
    }

    /** What was wrong, for logs and for the Close frame's reason. */
    public String text() {
        return text;
    }
}
