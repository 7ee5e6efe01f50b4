package dev.weir.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.ws.FrameTap;
import dev.weir.core.ws.FrameWriter;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsOptions;
import dev.weir.core.ws.WsOptions.Allowance;
import dev.weir.core.ws.WsOptions.Drain;
import dev.weir.core.ws.WsOptions.MessageSize;
import dev.weir.core.ws.WsOptions.Ping;
import dev.weir.core.ws.WsOptions.Rate;
import dev.weir.core.ws.WsOptions.SendQueue;
import dev.weir.core.ws.WsOptions.Validation;
import java.time.Duration;
import java.util.Arrays;

/** A tunnel under limits, and both its ends. */
final class TunnelStand {
    private static final String CONFIG = "location / { proxy_pass http://127.0.0.1:8010; proxy_http_version 1.1;"
            + " proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection \"upgrade\";"
            + " proxy_read_timeout 100s; proxy_send_timeout 100s; }";
    static final WsOptions NONE = WsOptions.DEFAULTS;

    final ManualWorker loop = new ManualWorker();
    final Recorder tap = new Recorder();
    MemoryTransport client;
    MemoryTransport upstream;

    void open(WsOptions options, String extension) {
        open(options, extension, tap);
    }

    void open(WsOptions options, String extension, FrameTap.Factory observer) {
        Stand stand = new Stand(CONFIG, observer, options);
        upstream = loop.expectConnect();
        client = loop.accept(stand.listener().get());
        client.send(Frames.HANDSHAKE);
        loop.settle();
        upstream.send(Frames.SWITCHING.replace("\r\n\r\n", "\r\n" + extension + "\r\n"));
        loop.settle();
        assertTrue(client.text().startsWith("HTTP/1.1 101 "));
        upstream.received();
    }

    static WsOptions validating(Validation validation) {
        return with(null, NONE.messageSize(), NONE.sendQueue(), NONE.rate(), validation);
    }

    static WsOptions sizes(long ofClient, long ofUpstream) {
        return with(null, new MessageSize(ofClient, ofUpstream), NONE.sendQueue(), NONE.rate(), Validation.OFF);
    }

    static WsOptions pinging(boolean ofClient, boolean ofUpstream) {
        Ping ping = new Ping(ofClient, ofUpstream, Duration.ofSeconds(10), Duration.ofSeconds(3));
        return with(ping, NONE.messageSize(), NONE.sendQueue(), NONE.rate(), Validation.OFF);
    }

    static WsOptions rate(Allowance messages, boolean close) {
        Rate rate = new Rate(messages, Allowance.NONE, close);
        return with(null, NONE.messageSize(), NONE.sendQueue(), rate, Validation.OFF);
    }

    static WsOptions with(Ping ping, MessageSize size, SendQueue queue, Rate rate, Validation validation) {
        return new WsOptions(null, ping, size, queue, rate, null, validation, false, Drain.DEFAULT);
    }

    static byte[] toClient(int code, String reason) {
        return Frames.bytes(FrameWriter.close(code, reason));
    }

    /** Code of the Close that the upstream got last; its mask is as random as it should be. */
    static int closeCode(byte[] masked) {
        int at = masked.length - 8;
        while (at >= 0 && (masked[at] & 0xff) != 0x88) {
            at--;
        }
        assertTrue(at >= 0, "no Close in " + Arrays.toString(masked));
        int high = (masked[at + 6] ^ masked[at + 2]) & 0xff;
        return high << 8 | (masked[at + 7] ^ masked[at + 3]) & 0xff;
    }

    void endsWith(WsEnd.Cause cause, int code) {
        client.breakOff();
        upstream.breakOff();
        loop.settle();
        assertEquals(1, tap.ends.size());
        assertEquals(cause, tap.ends.get(0).cause());
        assertEquals(code, tap.ends.get(0).code());
        assertEquals(WsEnd.By.GATEWAY, tap.ends.get(0).side());
        assertEquals(0, loop.worker().connections());
        assertEquals(0, loop.worker().timers());
        assertEquals(0, loop.worker().buffers().lent());
    }

    /** The same where a reason stands behind it. */
    int upstreamCode(String reason) {
        byte[] got = upstream.received();
        int from = got.length - 8 - reason.length();
        return closeCode(Arrays.copyOfRange(got, from, from + 8));
    }
}
