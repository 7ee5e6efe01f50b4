package dev.weir.core.http;

import dev.weir.core.loop.ScriptedTransport;
import dev.weir.core.loop.SteppedWorker;
import dev.weir.core.loop.Worker;
import dev.weir.core.route.Locations;
import dev.weir.core.ws.WsOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One server in memory: locations to be added, clients to be played, and a log of the exchanges that ended.
 *
 * <p>Thread: the test's.
 */
public final class HttpStand {
    public static final Duration HEADER_TIMEOUT = Duration.ofSeconds(60);

    public final SteppedWorker loop = new SteppedWorker();
    /** Of each exchange that ended: its status and its request line. */
    public final List<String> log = new ArrayList<>();
    /** Why connections were cut. */
    public final List<Cut> cuts = new ArrayList<>();

    private final Map<ConnectionTap.Activity, Integer> doing = new EnumMap<>(ConnectionTap.Activity.class);
    private final Locations locations = new Locations();
    private final Map<Integer, ErrorPages.Page> errorPages = new HashMap<>();
    private final List<HeaderFilter> filters = new ArrayList<>();
    private final List<Gate> gates = new ArrayList<>();
    private HttpOptions options = HttpOptions.DEFAULTS;
    private HeadLimits limits = HeadLimits.DEFAULT;
    private boolean proxyProtocol;
    private PreContent before;
    private Listener listener;

    public HttpStand options(HttpOptions with) {
        options = with;
        return this;
    }

    /** Default options but for these, as far as they are told. */
    public HttpStand options(ResponseOptions response, BodyFiles files, ConnectionRules connection) {
        HttpOptions d = HttpOptions.DEFAULTS;
        return options(new HttpOptions(
                d.keepaliveTimeout(),
                d.keepaliveHeader(),
                d.keepaliveRequests(),
                d.bodyTimeout(),
                d.sendTimeout(),
                d.lingeringTimeout(),
                d.maxBodySize(),
                d.bodyBufferSize(),
                d.serverTokens(),
                d.tcpNoDelay(),
                response == null ? d.response() : response,
                files == null ? d.bodyFiles() : files,
                connection == null ? d.connection() : connection));
    }

    public HttpStand limits(HeadLimits with) {
        limits = with;
        return this;
    }

    public HttpStand errorPage(int status, String target, int answer) {
        errorPages.put(status, new ErrorPages.Page(x -> target, answer));
        return this;
    }

    public HttpStand filter(HeaderFilter filter) {
        filters.add(filter);
        return this;
    }

    /** Makes each connection begin with a PROXY header. */
    public HttpStand proxyProtocol() {
        proxyProtocol = true;
        return this;
    }

    /** Adds a gate for the locations that come after it. */
    public HttpStand gate(Gate gate) {
        gates.add(gate);
        return this;
    }

    /** Puts something in front of the handlers of the locations that come after it. */
    public HttpStand before(PreContent with) {
        before = with;
        return this;
    }

    /** Adds a prefix location, or a named one; error pages, filters and options must have come before. */
    public HttpStand at(String path, Handler handler) {
        if (path.startsWith("@")) {
            locations.addNamed(path, location(path, handler));
        } else {
            locations.addPrefix(path, false, location(path, handler), new Locations());
        }
        return this;
    }

    /** Adds a location that answers 200 and a text. */
    public HttpStand text(String path, String text) {
        return at(path, x -> x.respond(200, Headers.EMPTY, text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private Location location(String name, Handler handler) {
        ExchangeTap tap = x -> log.add(x.status() + " " + x.request().requestLine());
        return new Location(
                name,
                name.startsWith("@"),
                null,
                handler,
                List.copyOf(gates),
                List.of(),
                List.of(tap),
                List.copyOf(filters),
                new ErrorPages(errorPages),
                x -> "html",
                options,
                WsOptions.DEFAULTS,
                new Course(null, before, null, RedirectStyle.DEFAULT, false, false, true, true));
    }

    public Listener listener() {
        if (listener == null) {
            Location fallback = location("", x -> x.error(404));
            VirtualServer server = new VirtualServer(
                    "localhost", HEADER_TIMEOUT, limits, null, locations, fallback, java.util.List.of());
            Site site = siteOf(server);
            listener = new Listener(local -> site, new ConnectionTap() {
                @Override
                public void onActivity(Worker worker, Activity before, Activity now) {
                    doing.merge(before, -1, Integer::sum);
                    doing.merge(now, 1, Integer::sum);
                }

                @Override
                public void onCut(Worker worker, Cut why) {
                    cuts.add(why);
                }
            });
        }
        return listener;
    }

    private Site siteOf(VirtualServer server) {
        return new Site() {
            @Override
            public boolean expectsProxyHeader() {
                return proxyProtocol;
            }

            @Override
            public VirtualServer server(String host, Exchange exchange) {
                return server;
            }

            @Override
            public VirtualServer defaultServer() {
                return server;
            }
        };
    }

    /** How many client connections do something now. */
    public int doing(ConnectionTap.Activity activity) {
        return doing.getOrDefault(activity, 0);
    }

    /** A client that has connected. */
    public ScriptedTransport client() {
        return loop.adopt(listener().get());
    }

    /** What a new client gets that sends these pieces. */
    public String talk(String... pieces) {
        ScriptedTransport client = client();
        for (String piece : pieces) {
            client.send(piece);
            loop.settle();
        }
        return client.written();
    }

    /** A GET that keeps the connection. */
    public static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    /** How often a text occurs. */
    public static int count(String text, String what) {
        int count = 0;
        for (int at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + what.length())) {
            count++;
        }
        return count;
    }

    /** Answers with the body, once it is complete. */
    static void echo(Exchange x) {
        StringBuilder text = new StringBuilder();
        x.body().read(new BodySink() {
            @Override
            public void onData(ByteBuffer bytes) {
                text.append(StandardCharsets.ISO_8859_1.decode(bytes));
            }

            @Override
            public void onEnd() {
                x.respond(200, Headers.EMPTY, ("<" + x.uri() + text + ">").getBytes(StandardCharsets.ISO_8859_1));
            }
        });
    }

    /** Reads a body and forgets it. */
    static void ignore(RequestBody body) {
        body.read(new BodySink() {
            @Override
            public void onData(ByteBuffer bytes) {
                bytes.position(bytes.limit());
            }

            @Override
            public void onEnd() {
                // Nobody waits for it.
            }
        });
    }
}
