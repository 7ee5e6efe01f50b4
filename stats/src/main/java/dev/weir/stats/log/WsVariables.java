package dev.weir.stats.log;

import dev.weir.core.variable.TimeText;
import dev.weir.core.variable.Variable;
import dev.weir.core.variable.Variables;
import dev.weir.core.ws.FrameFacts;
import dev.weir.core.ws.SessionFacts;
import dev.weir.core.ws.WsEnd;
import dev.weir.core.ws.WsSession;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The {@code $ws_*} variables. They have no value where there is no WebSocket connection, or nothing to tell yet.
 *
 * <p>Thread: the one that builds the configuration; the variables themselves worker.
 */
public final class WsVariables {
    private final Variables variables;

    private WsVariables(Variables variables) {
        this.variables = variables;
    }

    /** Defines them all. */
    public static void define(Variables variables) {
        WsVariables ws = new WsVariables(variables);
        ws.connection();
        ws.frame();
        ws.totals();
        ws.end();
        ws.moment();
    }

    private void connection() {
        variables.define(
                "ws_conn_id",
                "Number of the WebSocket connection, unique in this process.",
                x -> x.attachment(WsSession.KEY) == null
                        ? null
                        : Long.toString(x.connection().id()));
        variables.define("ws_conn_age", "Age of the WebSocket connection in whole seconds.", Variable.live(x -> {
            WsSession session = x.attachment(WsSession.KEY);
            return session == null
                    ? null
                    : Long.toString((x.worker().nanos() - session.facts().openedNanos) / 1_000_000_000L);
        }));
    }

    private void frame() {
        frame(
                "ws_opcode",
                "Opcode of the frame, a number; of a message that of its first frame.",
                f -> Integer.toString(f.opcode));
        frame("ws_payload_size", "Payload bytes of the frame.", f -> Long.toString(f.payloadLength));
        frame("ws_fin", "1 when the frame ends its message, else 0.", f -> f.fin ? "1" : "0");
        frame(
                "ws_message_size",
                "Payload bytes of the message that the frame ends.",
                f -> f.messageLength < 0 ? null : Long.toString(f.messageLength));
        facts(
                "ws_packet_source",
                "Sender of the frame: client or upstream.",
                s -> s.from == null ? null : s.from.label());
    }

    private void totals() {
        total("ws_frames_in", "Frames from the client so far.", s -> s.framesIn);
        total("ws_frames_out", "Frames from the upstream so far.", s -> s.framesOut);
        total("ws_messages_in", "Messages from the client so far.", s -> s.messagesIn);
        total("ws_messages_out", "Messages from the upstream so far.", s -> s.messagesOut);
        total("ws_payload_in", "Payload bytes from the client so far.", s -> s.payloadIn);
        total("ws_payload_out", "Payload bytes from the upstream so far.", s -> s.payloadOut);
        total("ws_bytes_in", "Bytes from the client after the handshake so far.", s -> s.bytesIn);
        total("ws_bytes_out", "Bytes from the upstream after the handshake so far.", s -> s.bytesOut);
    }

    private void end() {
        end("ws_close_code", "Close code with which the connection ended.", e -> Integer.toString(e.code()));
        end(
                "ws_close_side",
                "Who ended the connection: client, upstream or gateway.",
                e -> e.side().name().toLowerCase(Locale.ROOT));
        end(
                "ws_close_cause",
                "Why the connection ended, one word.",
                e -> e.cause().name().toLowerCase(Locale.ROOT));
    }

    /** Both change while a connection is open: {@code $ws_rtt} is cut to milliseconds, as nginx prints all times. */
    private void moment() {
        facts(
                "ws_rtt",
                "Time from the last ping that was answered to its pong, in seconds with milliseconds.",
                s -> s.rttNanos < 0 ? null : TimeText.seconds(s.rttNanos / 1_000_000));
        variables.define("ws_queue_size", "Bytes that wait to be sent to the client.", Variable.live(x -> {
            WsSession session = x.attachment(WsSession.KEY);
            return session == null ? null : Long.toString(session.queuedBytes());
        }));
    }

    private void facts(String name, String doc, Function<SessionFacts, String> value) {
        variables.define(name, doc, Variable.live(x -> {
            WsSession session = x.attachment(WsSession.KEY);
            return session == null ? null : value.apply(session.facts());
        }));
    }

    private void frame(String name, String doc, Function<FrameFacts, String> value) {
        facts(name, doc, s -> s.frame == null ? null : value.apply(s.frame));
    }

    private void total(String name, String doc, ToLongFunction<SessionFacts> value) {
        facts(name, doc, s -> Long.toString(value.applyAsLong(s)));
    }

    private void end(String name, String doc, Function<WsEnd, String> value) {
        facts(name, doc, s -> s.end == null ? null : value.apply(s.end));
    }
}
