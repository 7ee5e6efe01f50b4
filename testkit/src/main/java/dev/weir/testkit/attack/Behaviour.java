package dev.weir.testkit.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.weir.testkit.Frame;
import dev.weir.testkit.RawWebSocket;
import java.util.Arrays;

/** What a hostile client does with its connection. Thread: any; immutable. */
public enum Behaviour {
    /** Connects and says nothing. */
    MUTE(new byte[0], new byte[0], true),
    /** Sends half of a TLS hello. */
    HALF_HELLO(Arrays.copyOf(Hello.BYTES, Hello.BYTES.length / 2), new byte[0], true),
    /** Lets the server work for a handshake, and does not go on with it. */
    WHOLE_HELLO(Hello.BYTES, new byte[0], true),
    /** A TLS hello, a byte a second. */
    DRIPPED_HELLO(new byte[0], Hello.BYTES, true),
    /** The head of a request, a byte a second. */
    DRIPPED_HEAD(new byte[0], bytes("GET /up HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(4000)), true),
    /** The body of a request, a byte a second. */
    DRIPPED_BODY(
            bytes("POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000\r\n\r\n"),
            bytes("x".repeat(4000)),
            true),
    /** A frame, a byte a second. */
    DRIPPED_FRAME(
            bytes(RawWebSocket.handshake("/frame")),
            Frame.fromClient(Frame.TEXT, "x".repeat(4000)).bytes(),
            true),
    /** Takes a WebSocket and reads nothing of what it is sent. */
    STALLED_READER(bytes(RawWebSocket.handshake("/feed")), new byte[0], false),
    /** Asks for a large answer and does not read it. */
    STALLED_DOWNLOAD(bytes("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n"), new byte[0], false),
    /** Wants a WebSocket where there are only so many. */
    NEWCOMER(bytes(RawWebSocket.handshake("/few")), new byte[0], true);

    private final byte[] opening;
    private final byte[] drips;
    private final boolean reads;

    Behaviour(byte[] opening, byte[] drips, boolean reads) {
        this.opening = opening;
        this.drips = drips;
        this.reads = reads;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /** What is sent at once. */
    byte[] opening() {
        return opening;
    }

    /** What follows, a byte a second. */
    byte[] drips() {
        return drips;
    }

    /** Whether it reads on when the first bytes of an answer have come. */
    boolean reads() {
        return reads;
    }
}
