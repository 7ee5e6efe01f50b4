package dev.weir.proxy;

import dev.weir.core.ws.FrameFacts;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.Side;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a tap hears, and keeps the session. Thread: that of the worker. */
final class Recorder implements FrameTap, FrameTap.Factory {
    final List<String> frames = new ArrayList<>();
    final List<String> roundTrips = new ArrayList<>();
    final List<WsEnd> ends = new CopyOnWriteArrayList<>();
    WsSession session;
    int opened;

    @Override
    public FrameTap open(WsSession opening) {
        session = opening;
        opened++;
        return this;
    }

    @Override
    public void onFrame(WsSession s, Side from, FrameFacts frame) {
        frames.add(from.label() + " " + frame.opcode + " " + frame.payloadLength);
    }

    @Override
    public void onRoundTrip(WsSession s, Side side, long nanos) {
        roundTrips.add(side.label() + " " + nanos);
    }

    @Override
    public void onClose(WsSession s, WsEnd end) {
        ends.add(end);
    }
}
