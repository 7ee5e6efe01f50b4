package dev.weir.push;

import dev.weir.core.loop.MemoryTransport;
import dev.weir.testkit.Frame;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A client of an endpoint.
 *
 * <p>Thread: the test's.
 */
final class PushPeer {
    final MemoryTransport wire;
    final String hello;
    private final PushStand stand;

    PushPeer(PushStand stand, MemoryTransport wire, String first) {
        this.stand = stand;
        this.wire = wire;
        List<Frame> frames = Frame.allIn(first.getBytes(StandardCharsets.ISO_8859_1));
        this.hello = frames.isEmpty() ? null : frames.get(0).payload();
    }

    /** The id that the first message names. */
    String id() {
        int from = hello.startsWith("{") ? hello.indexOf(":\"") + 2 : hello.indexOf("://") + 3;
        return hello.substring(from, from + ConnectionId.LENGTH);
    }

    Client client() {
        return stand.hub.client(ConnectionId.parse(id()));
    }

    void send(Frame frame) {
        wire.send(frame.bytes());
        stand.settle();
    }

    /** Complete frames that have come since the last call. */
    List<Frame> received() {
        return Frame.allIn(wire.received());
    }

    List<String> texts() {
        return received().stream().map(Frame::payload).toList();
    }
}
