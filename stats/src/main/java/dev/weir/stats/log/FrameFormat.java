package dev.weir.stats.log;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.variable.Template;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A format of frame lines that the log thread can render alone: fixed texts with fields between them.
 *
 * <pre>
 *   "$time_local: $remote_addr sent $ws_payload_size bytes"
 *   runs:    ""   ": " $remote_addr " sent "   " bytes\n"      (resolved once for each connection)
 *   fields:     $time_local        $ws_payload_size            (rendered for each line)
 * </pre>
 *
 * <p>Thread: any; immutable.
 */
final class FrameFormat {
    private static final byte[] CLIENT = "client".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] UPSTREAM = "upstream".getBytes(StandardCharsets.ISO_8859_1);

    private final List<List<Template.Piece>> runs;
    private final FrameField[] fields;
    private final Escape escape;
    private final boolean totals;

    private FrameFormat(List<List<Template.Piece>> runs, List<FrameField> fields, Escape escape) {
        this.runs = runs;
        this.fields = fields.toArray(new FrameField[0]);
        this.escape = escape;
        this.totals = fields.stream().anyMatch(FrameField::isTotal);
    }

    /** The compiled format; null when it names something live that only the worker can tell. */
    static FrameFormat of(Template template, Escape escape) {
        List<List<Template.Piece>> runs = new ArrayList<>();
        List<FrameField> fields = new ArrayList<>();
        List<Template.Piece> run = new ArrayList<>();
        for (Template.Piece piece : template.pieces()) {
            FrameField field = piece.variable() == null ? null : FrameField.named(piece.name());
            if (field != null) {
                fields.add(field);
                runs.add(run);
                run = new ArrayList<>();
            } else if (piece.variable() != null && piece.variable().isLive()) {
                return null;
            } else {
                run.add(piece);
            }
        }
        runs.add(run);
        return new FrameFormat(runs, fields, escape);
    }

    /** Whether slots must carry numbers of the connection. */
    boolean needsTotals() {
        return totals;
    }

    /** Resolves everything that stays the same on a connection. Thread: worker. */
    FrameLine open(Exchange exchange, LogFile file) {
        byte[][] fixed = new byte[runs.size()][];
        int room = fields.length * FrameField.LONGEST;
        for (int i = 0; i < fixed.length; i++) {
            StringBuilder text = new StringBuilder();
            for (Template.Piece piece : runs.get(i)) {
                if (piece.variable() == null) {
                    text.append(piece.literal());
                } else {
                    escape.append(text, piece.variable().value(exchange));
                }
            }
            if (i == fixed.length - 1) {
                text.append('\n');
            }
            fixed[i] = ByteText.bytes(text.toString());
            room += fixed[i].length;
        }
        return new FrameLine(this, fixed, room, file);
    }

    /**
     * Writes a line; answers the place after it. Thread: log.
     *
     * @param into has room for {@link FrameLine#room} bytes from {@code at}
     */
    int render(FrameEvent event, byte[] into, int at, LineTime time) {
        byte[][] fixed = event.line.fixed();
        int place = copy(fixed[0], into, at);
        for (int i = 0; i < fields.length; i++) {
            place = put(fields[i], event, into, place, time);
            place = copy(fixed[i + 1], into, place);
        }
        return place;
    }

    private int put(FrameField field, FrameEvent event, byte[] into, int at, LineTime time) {
        return switch (field) {
            case WS_OPCODE -> Digits.put(into, at, event.opcode);
            case WS_PAYLOAD_SIZE -> Digits.put(into, at, event.payloadSize);
            case WS_PACKET_SOURCE -> copy(event.fromClient ? CLIENT : UPSTREAM, into, at);
            case WS_FIN -> Digits.put(into, at, event.fin ? 1 : 0);
            case WS_MESSAGE_SIZE -> event.messageSize < 0 ? putNone(into, at) : Digits.put(into, at, event.messageSize);
            case WS_CONN_AGE -> Digits.put(into, at, event.ageNanos / 1_000_000_000L);
            case TIME_LOCAL -> time.putLocal(into, at, event.wallMillis);
            case TIME_ISO8601 -> time.putIso(into, at, event.wallMillis);
            case MSEC -> LineTime.putMsec(into, at, event.wallMillis);
            case WS_RTT -> putRtt(event.totals[field.totalIndex()], into, at);
            default -> Digits.put(into, at, event.totals[field.totalIndex()]);
        };
    }

    private int putRtt(long nanos, byte[] into, int at) {
        return nanos < 0 ? putNone(into, at) : LineTime.putMsec(into, at, nanos / 1_000_000);
    }

    private int putNone(byte[] into, int at) {
        if (escape == Escape.DEFAULT) {
            into[at] = '-';
            return at + 1;
        }
        return at;
    }

    /** By hand up to a few bytes, where it is faster than the JDK's copying. */
    private static int copy(byte[] text, byte[] into, int at) {
        int length = text.length;
        if (length > 8) {
            System.arraycopy(text, 0, into, at, length);
        } else {
            for (int i = 0; i < length; i++) {
                into[at + i] = text[i];
            }
        }
        return at + length;
    }
}
