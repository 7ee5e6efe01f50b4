package dev.weir.dist.site;

import static dev.weir.config.directive.Context.EVENTS;
import static dev.weir.config.directive.Context.MAIN;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Context;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Directives of the process: nginx's core and events modules. Thread: any; stateless. */
public final class MainFeature implements Feature {
    /** The value of {@code worker_processes auto}. */
    public static final int AUTO = 0;

    public static final Directive<Boolean> DAEMON = Directive.named("daemon")
            .in(MAIN)
            .doc("Whether Weir goes to the background. Unlike nginx's, the default is `off`: service managers and"
                    + " containers want it so.")
            .example("daemon on;")
            .takes(Args.flag())
            .defaultsTo(false, "off");

    public static final Directive<Boolean> MASTER_PROCESS = Directive.named("master_process")
            .in(MAIN)
            .doc("Accepted; Weir is always one process with worker threads.")
            .example("master_process on;")
            .takes(Args.flag())
            .defaultsTo(true, "on");

    public static final Directive<Integer> WORKER_PROCESSES = Directive.named("worker_processes")
            .in(MAIN)
            .doc("How many worker threads serve connections; `auto` takes one for each processor.")
            .example("worker_processes auto;")
            .takes(Args.numberOrAuto(1, 512, AUTO))
            .defaultsTo(1, "1");

    public static final Directive<Integer> WORKER_RLIMIT_NOFILE = Directive.named("worker_rlimit_nofile")
            .in(MAIN)
            .doc("How many file descriptors the process needs. Weir cannot raise its limit beyond the hard one; it"
                    + " warns when that is lower.")
            .example("worker_rlimit_nofile 65536;")
            .takes(Args.number(0, Integer.MAX_VALUE))
            .defaultsTo(0, "the limit of the process");

    public static final Directive<Word> PID = Directive.named("pid")
            .in(MAIN)
            .doc("The file that holds the process id; relative paths start at the prefix.")
            .example("pid logs/weir.pid;")
            .takes(Args.word("file"))
            .defaultsTo(null, "logs/weir.pid");

    public static final Directive<List<Word>> USER = Directive.named("user")
            .in(MAIN)
            .doc("Accepted with a warning: a JVM cannot change its user; start Weir as the user it should be.")
            .example("user www-data;")
            .takes(Args.words("user [group]", 1, 2));

    public static final Directive<Duration> WORKER_SHUTDOWN_TIMEOUT = Directive.named("worker_shutdown_timeout")
            .in(MAIN)
            .doc("How long a graceful shutdown waits for open connections before it cuts them; without it, as long as"
                    + " they last.")
            .example("worker_shutdown_timeout 30s;")
            .takes(Args.time())
            .defaultsTo(Duration.ZERO, "no limit");

    public static final Directive<Boolean> EVENTS_BLOCK = Directive.named("events")
            .in(MAIN)
            .doc("Holds the directives that concern connections in general. May be left out.")
            .example("events { worker_connections 4096; }")
            .takes(Args.none())
            .opens(EVENTS)
            .once();

    public static final Directive<Integer> WORKER_CONNECTIONS = Directive.named("worker_connections")
            .in(EVENTS)
            .doc("How many connections each worker may have, to clients and to upstreams together.")
            .example("worker_connections 4096;")
            .takes(Args.number(1, 10_000_000))
            .defaultsTo(512, "512");

    private static final Directive<String> USE = ignored(
            EVENTS, "use epoll;", Args.oneOf(words("epoll", "poll", "select", "kqueue", "/dev/poll", "eventport")));

    private static final Directive<Boolean> MULTI_ACCEPT = ignoredFlag("multi_accept", EVENTS);

    private static final Directive<Boolean> ACCEPT_MUTEX = ignoredFlag("accept_mutex", EVENTS);

    private static final Directive<Duration> ACCEPT_MUTEX_DELAY =
            ignored(EVENTS, "accept_mutex_delay 500ms;", Args.time());

    private static final Directive<Integer> WORKER_AIO_REQUESTS =
            ignored(EVENTS, "worker_aio_requests 32;", Args.number(0, Integer.MAX_VALUE));

    private static final Directive<List<Word>> DEBUG_CONNECTION = Directive.named("debug_connection")
            .in(EVENTS)
            .doc("Accepted without effect: Weir's debug messages are not chosen by client.")
            .example("debug_connection 127.0.0.1;")
            .takes(Args.word("address | unix:"))
            .repeatable();

    private static final Directive<Word> LOCK_FILE = ignored(MAIN, "lock_file logs/weir.lock;", Args.word("file"));

    public static final Directive<List<List<Word>>> LOAD_MODULE = Directive.named("load_module")
            .in(MAIN)
            .doc("Accepted with a warning: nginx's modules cannot be loaded. What such a module's directives would do"
                    + " is either built in or an error of its own.")
            .example("load_module modules/ngx_http_image_filter_module.so;")
            .takes(Args.words("file", 1, 1))
            .repeatable();

    private static final Directive<Boolean> PCRE_JIT = ignoredFlag("pcre_jit", MAIN);

    private static final Directive<Duration> TIMER_RESOLUTION = ignored(MAIN, "timer_resolution 100ms;", Args.time());

    private static final Directive<Integer> WORKER_PRIORITY =
            ignored(MAIN, "worker_priority 0;", Args.number(-20, 20)).joins((before, last) -> last);

    private static final Directive<List<List<Word>>> ENV = Directive.named("env")
            .in(MAIN)
            .doc("Accepted without effect: Weir hands no environment on.")
            .example("env TZ=UTC;")
            .takes(Args.words("variable[=value]", 1, 1))
            .repeatable();

    private static final Directive<List<List<Word>>> THREAD_POOL = Directive.named("thread_pool")
            .in(MAIN)
            .doc("Accepted without effect: it tunes a part of nginx that Weir does not have.")
            .example("thread_pool default threads=32 max_queue=65536;")
            .takes(threadPool())
            .repeatable();

    private static final Directive<Long> WORKER_RLIMIT_CORE = ignored(MAIN, "worker_rlimit_core 100m;", Args.offset());

    private static final Directive<String> DEBUG_POINTS =
            ignored(MAIN, "debug_points abort;", Args.oneOf(words("abort", "stop")));

    private static final Directive<Word> WORKING_DIRECTORY =
            ignored(MAIN, "working_directory /var/tmp;", Args.word("directory"));

    private static final Directive<List<Word>> WORKER_CPU_AFFINITY = Directive.named("worker_cpu_affinity")
            .in(MAIN)
            .doc("Accepted without effect: the kernel places Weir's threads.")
            .example("worker_cpu_affinity auto;")
            .takes(affinity());

    private static <T> Directive<T> ignored(Context context, String example, Arg<T> arg) {
        return Directive.named(example.substring(0, example.indexOf(' ')))
                .in(context)
                .doc("Accepted without effect: it tunes a part of nginx that Weir does not have.")
                .example(example)
                .takes(arg);
    }

    private static Map<String, String> words(String... words) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String word : words) {
            all.put(word, word);
        }
        return all;
    }

    private static Arg<List<Word>> affinity() {
        return Args.of("auto [mask] | mask ...", 1, Integer.MAX_VALUE, args -> {
            for (Word word : args) {
                boolean auto = word == args.get(0) && word.text().equals("auto");
                if (!auto && !word.text().matches("[01 ]+")) {
                    throw new Refusal(word, "is not a mask of processors", "expected auto, or such as 0101");
                }
            }
            return args;
        });
    }

    private static Arg<List<Word>> threadPool() {
        return Args.of("name threads=number [max_queue=number]", 2, 3, args -> {
            for (Word word : args.subList(1, args.size())) {
                String threads = Args.keyed(word, "threads");
                String queue = Args.keyed(word, "max_queue");
                if (threads == null && queue == null) {
                    throw new Refusal(word, "is not a parameter", "expected threads=number or max_queue=number");
                }
                Args.number(word, threads == null ? queue : threads, threads == null ? 0 : 1, Integer.MAX_VALUE);
            }
            return args;
        });
    }

    private static Directive<Boolean> ignoredFlag(String name, Context context) {
        return Directive.named(name)
                .in(context)
                .doc("Accepted without effect: it tunes a part of nginx that Weir does not have.")
                .example(name + " on;")
                .takes(Args.flag());
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(
                DAEMON,
                MASTER_PROCESS,
                WORKER_PROCESSES,
                WORKER_RLIMIT_NOFILE,
                PID,
                USER,
                WORKER_SHUTDOWN_TIMEOUT,
                EVENTS_BLOCK,
                WORKER_CONNECTIONS,
                USE,
                MULTI_ACCEPT,
                ACCEPT_MUTEX,
                ACCEPT_MUTEX_DELAY,
                WORKER_AIO_REQUESTS,
                DEBUG_CONNECTION,
                LOCK_FILE,
                LOAD_MODULE,
                PCRE_JIT,
                TIMER_RESOLUTION,
                WORKER_PRIORITY,
                WORKER_CPU_AFFINITY,
                ENV,
                THREAD_POOL,
                WORKER_RLIMIT_CORE,
                DEBUG_POINTS,
                WORKING_DIRECTORY);
    }

    @Override
    public void check(Scope scope, Diagnostics diagnostics) {
        if (scope.hasOwn(USER)) {
            diagnostics.warning(
                    scope.where(USER),
                    "\"user\" has no effect",
                    "a JVM cannot change its user; start Weir as that user");
        }
        if (scope.hasOwn(LOAD_MODULE)) {
            diagnostics.warning(
                    scope.where(LOAD_MODULE),
                    "\"load_module\" has no effect",
                    "nginx's modules cannot be loaded; Weir's parts are built in");
        }
    }
}
