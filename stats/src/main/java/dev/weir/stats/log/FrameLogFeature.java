package dev.weir.stats.log;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.scope.Scope;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import dev.weir.core.ws.FrameTap;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Logs of WebSocket connections. Thread: the one that builds the configuration. */
public final class FrameLogFeature implements Feature {
    private static final String OPENED = "websocket connection opened";
    private static final String CLOSED = "websocket connection closed";
    private static final String PROGRESS = "$time_local: websocket connection $ws_conn_id open for $ws_conn_age s, "
            + "$ws_messages_in messages and $ws_bytes_in bytes in, $ws_messages_out messages and $ws_bytes_out bytes out";
    private static final String FRAME = "$time_local: packet received from $ws_packet_source";

    public static final Directive<List<EventFormat>> WS_LOG_FORMAT = Directive.named("ws_log_format")
            .in(HTTP, SERVER, LOCATION)
            .doc("What `ws_log` prints when a connection opens (`open`), when it ends (`close`), for each frame "
                    + "(`frame`, or no word), for each complete message of one side (`client`, `server`), or from time "
                    + "to time while it is open (`progress`, see `ws_log_interval`). Several words of *text* are "
                    + "joined; an empty *text* switches the event off. Where no format of a kind is given, a default line is printed; that of frames only if neither `frame` nor `client` nor "
                    + "`server` is given.")
            .example("ws_log_format \"$time_local: $ws_packet_source sent $ws_payload_size bytes\";")
            .takes(Args.of(
                    "[escape=default|json|none] [open|close|frame|client|server|progress] text ...",
                    1,
                    Integer.MAX_VALUE,
                    EventFormat::read))
            .repeatable();

    public static final Directive<Boolean> WS_LOG_ENABLED = Directive.named("ws_log_enabled")
            .in(HTTP, SERVER, LOCATION)
            .doc("Switches the WebSocket logs of this level off and on.")
            .example("ws_log_enabled off;")
            .takes(Args.flag())
            .defaultsTo(true, "on");

    static final Directive<Duration> WS_LOG_INTERVAL = Directive.named("ws_log_interval")
            .in(HTTP, SERVER, LOCATION)
            .doc("Logs a line about each open connection whenever its age is a multiple of *time*, in the format that "
                    + "`ws_log_format progress` gives: how far it has come. Without such a format a default line "
                    + "is printed.")
            .example("ws_log_interval 1m;")
            .takes(Args.timeOrOff())
            .defaultsTo(Duration.ZERO, "off");

    static final Directive<Sample> WS_LOG_SAMPLE = Directive.named("ws_log_sample")
            .in(HTTP, SERVER, LOCATION)
            .doc("Logs one connection of *n*, whole, and nothing of the others but the close line of those that ended "
                    + "abnormally: otherwise than by a Close with 1000, 1001 or without a code, by `ws_conn_age`, or "
                    + "by the end of Weir. `$ws_conn_id` decides, so all logs with the same share tell of the same "
                    + "connections.")
            .example("ws_log_sample 1/100;")
            .takes(Args.of("1/n", 1, 1, args -> Sample.read(args.get(0))))
            .defaultsTo(Sample.ALL, "1/1");

    public static final Directive<List<LogChoice>> WS_LOG = Directive.named("ws_log")
            .in(HTTP, SERVER, LOCATION)
            .doc(
                    "Logs WebSocket connections to the file *path*, which may hold variables, or to a syslog server, in the "
                            + "formats of `ws_log_format`. With `buffer` lines are written when so many bytes wait, or when "
                            + "they are older than `flush`; `gzip` compresses what is written. When lines come faster than the "
                            + "disk takes them, traffic waits, or with `overflow=drop` lines are dropped and counted; when the "
                            + "disk is full or fails, lines are lost and counted, or with `overflow=wait` traffic waits. `if` "
                            + "logs only when its value is neither empty nor `0`. Several logs may stand on one level.")
            .example("ws_log logs/websocket.log;")
            .takes(Args.of(
                    "path | syslog:server=address | off [buffer=size] [flush=time] [gzip[=level]] "
                            + "[overflow=wait|drop] [if=condition]",
                    1,
                    7,
                    args -> LogChoice.read(args, false)))
            .repeatable()
            .makes(FrameTap.Factory.class, FrameLogFeature::frameLog);

    private static FrameTap.Factory frameLog(List<LogChoice> choices, Scope scope, Assembly assembly) {
        if (!scope.get(WS_LOG_ENABLED) || choices.stream().anyMatch(LogChoice::isOff)) {
            return null;
        }
        LogDispatcher dispatcher = assembly.service(LogDispatcher.class);
        FrameLog.Formats formats = formats(scope.get(WS_LOG_FORMAT), assembly);
        List<LogTarget> targets =
                choices.stream().map(c -> c.target(dispatcher, scope, assembly)).toList();
        FrameLog.Extent extent = new FrameLog.Extent(
                scope.get(WS_LOG_SAMPLE), scope.get(WS_LOG_INTERVAL).toNanos());
        return new FrameLog(dispatcher, formats, targets, extent);
    }

    private static FrameLog.Formats formats(List<EventFormat> written, Assembly assembly) {
        Map<EventFormat.Event, FormatText> texts = new EnumMap<>(EventFormat.Event.class);
        written.forEach(w -> texts.put(w.event(), w.format()));
        boolean messages = texts.containsKey(EventFormat.Event.CLIENT) || texts.containsKey(EventFormat.Event.SERVER);
        Choice choice = new Choice(texts, assembly);
        return new FrameLog.Formats(
                choice.event(EventFormat.Event.OPEN, OPENED),
                choice.event(EventFormat.Event.CLOSE, CLOSED),
                choice.frames(EventFormat.Event.FRAME, messages ? null : FRAME),
                choice.frames(EventFormat.Event.CLIENT, null),
                choice.frames(EventFormat.Event.SERVER, null),
                choice.event(EventFormat.Event.PROGRESS, PROGRESS));
    }

    /** Chooses between what is written and the default; null for an event that is switched off. */
    private record Choice(Map<EventFormat.Event, FormatText> texts, Assembly assembly) {
        LogFormat event(EventFormat.Event event, String standard) {
            Template template = template(event, standard);
            return template == null ? null : new LogFormat(template, escape(event));
        }

        FrameLog.Format frames(EventFormat.Event event, String standard) {
            Template template = template(event, standard);
            return template == null ? null : FrameLog.Format.of(template, escape(event));
        }

        private Template template(EventFormat.Event event, String standard) {
            FormatText text = texts.get(event);
            if (text == null) {
                return standard == null
                        ? null
                        : assembly.service(Variables.class).compile(standard);
            }
            return text.text().isEmpty() ? null : text.compile(assembly);
        }

        private Escape escape(EventFormat.Event event) {
            FormatText text = texts.get(event);
            return text == null ? Escape.DEFAULT : text.escape();
        }
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(WS_LOG, WS_LOG_FORMAT, WS_LOG_ENABLED, WS_LOG_INTERVAL, WS_LOG_SAMPLE);
    }
}
