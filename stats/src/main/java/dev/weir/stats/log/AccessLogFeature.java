package dev.weir.stats.log;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LIMIT_EXCEPT;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.LOCATION_IF;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Context;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Span;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.ExchangeTap;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * nginx's access log (ngx_http_log_module). Thread: the one that builds the configuration.
 */
public final class AccessLogFeature implements Feature {
    private static final String STANDARD_PATH = "logs/access.log";
    private static final String STANDARD_FORMAT = "combined";
    private static final String COMBINED = "$remote_addr - $remote_user [$time_local] \"$request\" "
            + "$status $body_bytes_sent \"$http_referer\" \"$http_user_agent\"";

    /** A named format. */
    public record NamedFormat(Word name, FormatText format) {}

    public static final Directive<List<NamedFormat>> LOG_FORMAT = Directive.named("log_format")
            .in(HTTP)
            .doc("Names a format for `access_log`. Several words of *text* are joined. `combined` is there already.")
            .example("log_format short '$remote_addr \"$request\" $status';")
            .takes(Args.of(
                    "name [escape=default|json|none] text ...", 2, Integer.MAX_VALUE, AccessLogFeature::readFormat))
            .repeatable();

    public static final Directive<List<LogChoice>> ACCESS_LOG = Directive.named("access_log")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF, LIMIT_EXCEPT)
            .doc("Logs each request when it has ended, in the named *format* (`combined`), to the file *path*, which "
                    + "may hold variables, or to a syslog server: `syslog:server=address[:port]` or "
                    + "`syslog:server=unix:path`, with `,facility=local7`, `,severity=info`, `,tag=nginx` and "
                    + "`,nohostname`. With `buffer` lines are written when so many bytes wait, or when they are older "
                    + "than `flush`; `gzip` compresses what is written. `overflow` says, as with `ws_log`, whether traffic "
                    + "waits for a disk that is slow or full. `if` logs only when its value is neither empty nor `0`. Several logs may stand on one level. "
                    + "Where nothing is said: `logs/access.log combined`.")
            .example("access_log logs/access.log combined buffer=32k flush=5s;")
            .takes(Args.of(
                    "path | syslog:server=address[,parameter=value] | off [format [buffer=size [flush=time]] "
                            + "[gzip[=level]] [overflow=wait|drop] [if=condition]]",
                    1,
                    8,
                    args -> LogChoice.read(args, true)))
            .repeatable()
            .makes(ExchangeTap.class, AccessLogFeature::accessLog);

    static final Directive<Boolean> LOG_SUBREQUEST = Directive.named("log_subrequest")
            .in(HTTP, SERVER, LOCATION)
            .doc("Whether `access_log` hears of requests, too, that Weir itself asks on behalf of others: by `mirror`,"
                    + " `auth_request` and `ssi`.")
            .example("log_subrequest on;")
            .takes(Args.flag())
            .defaultsTo(false, "off");

    static final Directive<VaryingSink.Rule> OPEN_LOG_FILE_CACHE = Directive.named("open_log_file_cache")
            .in(HTTP, SERVER, LOCATION)
            .doc("Keeps logs whose paths hold variables open: `max` of them, those that were used `min_uses` times (1) "
                    + "within `inactive` (10s). Whether the name still means the same file is looked up after `valid` "
                    + "(60s).")
            .example("open_log_file_cache max=1000 inactive=20s valid=1m min_uses=2;")
            .takes(Args.of(
                    "off | max=number [inactive=time] [min_uses=number] [valid=time]",
                    1,
                    4,
                    AccessLogFeature::readCache))
            .defaultsTo(VaryingSink.Rule.OFF, "off");

    private static VaryingSink.Rule readCache(List<Word> args) throws Refusal {
        if (args.get(0).text().equals("off") && args.size() == 1) {
            return VaryingSink.Rule.OFF;
        }
        int most = 0;
        Duration inactive = Duration.ofSeconds(10);
        int uses = 1;
        Duration valid = Duration.ofSeconds(60);
        for (Word word : args) {
            if (Args.keyed(word, "max") != null) {
                most = Args.number(word, Args.keyed(word, "max"), 1, Integer.MAX_VALUE);
            } else if (Args.keyed(word, "min_uses") != null) {
                uses = Args.number(word, Args.keyed(word, "min_uses"), 1, Integer.MAX_VALUE);
            } else if (Args.keyed(word, "inactive") != null) {
                inactive = Args.time(word, Args.keyed(word, "inactive"));
            } else if (Args.keyed(word, "valid") != null) {
                valid = Args.time(word, Args.keyed(word, "valid"));
            } else {
                throw new Refusal(word, "is not a valid parameter", "expected max=, inactive=, min_uses= or valid=");
            }
        }
        if (most == 0) {
            throw new Refusal(args.get(0), "is not enough", "add max=number");
        }
        return new VaryingSink.Rule(most, inactive.toNanos(), uses, valid.toNanos());
    }

    private static NamedFormat readFormat(List<Word> args) throws Refusal {
        FormatText format = FormatText.read(args.subList(1, args.size()));
        if (format.words().isEmpty()) {
            throw new Refusal(args.get(1), "is not followed by a format", "expected a text");
        }
        return new NamedFormat(args.get(0), format);
    }

    /**
     * The log of a location where no {@code access_log} is in effect: nginx's default. {@code Assembly.parts} does
     * not make it, since nobody wrote it.
     */
    public static ExchangeTap standard(Scope scope, Assembly assembly) {
        LogDispatcher dispatcher = assembly.service(LogDispatcher.class);
        LogTarget target = new LogTarget(dispatcher.file(STANDARD_PATH, LogFile.Buffering.NONE), false, null);
        return new AccessLog(
                dispatcher, List.of(new AccessLog.Entry(target, combined(assembly))), scope.get(LOG_SUBREQUEST));
    }

    private static ExchangeTap accessLog(List<LogChoice> choices, Scope scope, Assembly assembly) {
        if (choices.stream().anyMatch(LogChoice::isOff)) {
            return null;
        }
        LogDispatcher dispatcher = assembly.service(LogDispatcher.class);
        List<AccessLog.Entry> entries = new ArrayList<>();
        for (LogChoice choice : choices) {
            LogFormat format = format(choice.format(), scope, assembly);
            entries.add(new AccessLog.Entry(choice.target(dispatcher, scope, assembly), format));
        }
        return new AccessLog(dispatcher, entries, scope.get(LOG_SUBREQUEST));
    }

    private static LogFormat format(Word name, Scope scope, Assembly assembly) {
        String wanted = name == null ? STANDARD_FORMAT : name.text();
        for (NamedFormat named : scope.get(LOG_FORMAT)) {
            if (named.name().text().equals(wanted)) {
                Template template = named.format().compile(assembly);
                return template == null
                        ? null
                        : new LogFormat(template, named.format().escape());
            }
        }
        if (wanted.equals(STANDARD_FORMAT)) {
            return combined(assembly);
        }
        assembly.diagnostics()
                .error(name.span(), "unknown log format \"" + wanted + "\"", "name it by log_format in the http block");
        return null;
    }

    private static LogFormat combined(Assembly assembly) {
        return new LogFormat(assembly.service(Variables.class).compile(COMBINED), Escape.DEFAULT);
    }

    /** A name may be given once. */
    @Override
    public void check(Scope scope, Diagnostics diagnostics) {
        if (scope.context() != Context.HTTP || !scope.hasOwn(LOG_FORMAT)) {
            return;
        }
        Set<String> names = new HashSet<>(Set.of(STANDARD_FORMAT));
        for (NamedFormat named : scope.get(LOG_FORMAT)) {
            if (!names.add(named.name().text())) {
                Span span = named.name().span();
                diagnostics.error(
                        span, "duplicate \"log_format\" name \"" + named.name().text() + "\"", null);
            }
        }
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(LOG_FORMAT, ACCESS_LOG, LOG_SUBREQUEST, OPEN_LOG_FILE_CACHE);
    }
}
