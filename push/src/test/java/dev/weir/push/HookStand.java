package dev.weir.push;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Listener;
import dev.weir.core.http.OneLocation;
import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.ws.PushTap;
import dev.weir.core.ws.SessionFacts;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsSession;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Hooks of all three events with a backend in the test's hands, and clients that knock. Thread: the test's. */
final class HookStand {
    final ManualWorker loop = new ManualWorker();
    final AskedBackend connect = new AskedBackend();
    final AskedBackend message = new AskedBackend();
    final AskedBackend disconnect = new AskedBackend();
    final List<String> counted = new ArrayList<>();
    final HookLanes lanes;
    final Hooks hooks;
    private Exchange exchange;

    HookStand() {
        this(HookLane.Limits.USUAL);
    }

    HookStand(HookLane.Limits limits) {
        lanes = new HookLanes(1, limits);
        hooks = new Hooks(
                hook(PushTap.HookEvent.CONNECT, connect),
                hook(PushTap.HookEvent.MESSAGE, message),
                hook(PushTap.HookEvent.DISCONNECT, disconnect));
    }

    private Hook hook(PushTap.HookEvent event, AskedBackend backend) {
        return new Hook(event, backend, lanes, new Counting());
    }

    /** A client of its own connection. */
    record Client(MemoryTransport wire, Exchange exchange) {}

    /** A client whose request has come and is not answered. */
    Client knock(String... fields) {
        MemoryTransport wire = loop.accept(listener().get());
        wire.send("GET /room?x=%41 HTTP/1.1\r\nHost: h:81\r\nUpgrade: websocket\r\nConnection: Upgrade, X-Hop\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + String.join("", fields) + "\r\n");
        loop.settle();
        return new Client(wire, exchange);
    }

    private Listener listener() {
        return OneLocation.of(x -> exchange = x);
    }

    /** A connection that was admitted, as the endpoint has it. Thread: the test's. */
    final class Talk implements WsSession, HookQueue.Talker {
        final List<String> said = new ArrayList<>();
        final HookQueue queue;
        private final Exchange of = knock().exchange;
        private final SessionFacts facts = new SessionFacts(loop.worker().nanos());
        boolean paused;
        boolean slow;
        Runnable waits;

        Talk(String id, long mostBytes) {
            queue = hooks.open(this, id, this, mostBytes);
        }

        void end(WsEnd end) {
            facts.end = end;
            of.end();
        }

        @Override
        public Exchange exchange() {
            return of;
        }

        @Override
        public SessionFacts facts() {
            return facts;
        }

        @Override
        public void close(int code, String reason, WsEnd.Cause cause) {
            said.add("close " + code);
        }

        @Override
        public void reply(int opcode, byte[] body, Runnable taken) {
            said.add(opcode + " " + new String(body, StandardCharsets.UTF_8));
            if (slow) {
                waits = taken;
            } else {
                taken.run();
            }
        }

        @Override
        public void pauseReading() {
            paused = true;
        }

        @Override
        public void resumeReading() {
            paused = false;
        }
    }

    /** Thread: the test's. */
    private final class Counting implements PushTap {
        @Override
        public void onHook(int worker, HookEvent event, HookResult result) {
            counted.add(event + " " + result);
        }
    }
}
