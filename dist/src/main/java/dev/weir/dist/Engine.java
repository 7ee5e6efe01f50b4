package dev.weir.dist;

import dev.weir.config.directive.Assembly;
import dev.weir.config.scope.Scope;
import dev.weir.core.http.Backend;
import dev.weir.core.http.HttpProtocol;
import dev.weir.core.http.Listener;
import dev.weir.core.http.Site;
import dev.weir.core.limit.LimitVariables;
import dev.weir.core.limit.LimitZones;
import dev.weir.core.loop.Acceptor;
import dev.weir.core.loop.Clock;
import dev.weir.core.loop.Worker;
import dev.weir.core.loop.Workers;
import dev.weir.core.variable.CoreVariables;
import dev.weir.core.variable.Variables;
import dev.weir.core.ws.PushTap;
import dev.weir.dist.site.Addresses;
import dev.weir.dist.site.HttpFeature;
import dev.weir.dist.site.MainFeature;
import dev.weir.dist.site.SiteBuilder;
import dev.weir.dist.site.Standing;
import dev.weir.dist.site.VariableAdvice;
import dev.weir.proxy.Backends;
import dev.weir.proxy.ConnectionLimits;
import dev.weir.proxy.ProxyHandler;
import dev.weir.proxy.UpstreamVariables;
import dev.weir.proxy.Upstreams;
import dev.weir.push.HookLanes;
import dev.weir.push.Hub;
import dev.weir.push.IdSigners;
import dev.weir.push.QueueBudget;
import dev.weir.stats.count.ConnectionCounts;
import dev.weir.stats.count.CounterBoard;
import dev.weir.stats.count.CounterTap;
import dev.weir.stats.count.HandshakeTap;
import dev.weir.stats.count.HttpGauges;
import dev.weir.stats.count.PushCounters;
import dev.weir.stats.log.ErrorLog;
import dev.weir.stats.log.ErrorLogFeature;
import dev.weir.stats.log.LogDispatcher;
import dev.weir.stats.log.WsVariables;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lives as long as the process: workers, acceptor, listeners, and the run-time objects of the modules. A
 * configuration generation is built with them.
 *
 * <p>Thread: main.
 */
final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private final Workers workers;
    private final CounterBoard board;
    private final ConnectionCounts counts;
    private final LogDispatcher log;
    private final RandomGenerator random = new LateRandom(SecureRandom::new);
    private final Upstreams upstreams = new Upstreams(random);
    private final ConnectionLimits limits = new ConnectionLimits(random);
    private final LimitZones limitZones = new LimitZones();
    private final PushTap pushes;
    private final HookLanes hooks;
    private final IdSigners signers;
    private final Hub hub;
    private final List<ErrorLogFeature.Choice> errorLogs;
    private final int mostConnections;
    private final int openFiles;
    private final Path prefix;
    private final List<SiteBuilder.Listening> sites;
    private final List<Listener> listeners = new ArrayList<>();
    private final List<Acceptor.Door> doors = new ArrayList<>();
    private Acceptor acceptor;

    /** Builds everything; opens nothing. Complaints go to the configuration's diagnostics. */
    Engine(Configuration configuration, CommandLine commandLine) throws IOException {
        Scope main = configuration.main();
        this.prefix = commandLine.prefix();
        int asked = main.get(MainFeature.WORKER_PROCESSES);
        int count = asked == MainFeature.AUTO ? Runtime.getRuntime().availableProcessors() : asked;
        this.workers = new Workers(count, Clock.SYSTEM);
        this.hooks = new HookLanes(count);
        this.board = new CounterBoard(count);
        this.counts = new ConnectionCounts(board);
        this.log = new LogDispatcher(Clock.SYSTEM, prefix, LogDispatcher.DEFAULT_RING_SIZE);
        this.signers = new IdSigners(prefix, random);
        this.pushes = new PushCounters(board);
        this.hub = new Hub(
                workers.all(), new QueueBudget(pushes, Runtime.getRuntime().maxMemory() / 4));
        this.errorLogs = errorLogs(main, commandLine);
        this.mostConnections = (int) Math.min(Integer.MAX_VALUE, (long) connections(main) * count);
        this.openFiles = main.get(MainFeature.WORKER_RLIMIT_NOFILE);
        this.sites = SiteBuilder.build(main, configuration.catalog(), assembly(configuration));
    }

    private static int connections(Scope main) {
        List<Scope> events = main.blocks(MainFeature.EVENTS_BLOCK);
        return events.isEmpty()
                ? MainFeature.WORKER_CONNECTIONS.defaultValue()
                : events.get(0).get(MainFeature.WORKER_CONNECTIONS);
    }

    /** {@code -e} governs until the configuration names an error log. */
    private static List<ErrorLogFeature.Choice> errorLogs(Scope main, CommandLine commandLine) {
        List<ErrorLogFeature.Choice> choices = ErrorLogFeature.choices(main);
        if (commandLine.errorLog().isEmpty() || main.has(ErrorLogFeature.ERROR_LOG)) {
            return choices;
        }
        String path = commandLine.errorLog().get();
        return List.of(new ErrorLogFeature.Choice(
                path.equals("stderr") ? "/dev/stderr" : path, choices.get(0).level()));
    }

    /** All variables but those that a configuration makes. */
    static Variables variables(RandomGenerator random, HttpGauges gauges) {
        Variables variables = new Variables();
        CoreVariables.define(variables, random);
        WsVariables.define(variables);
        UpstreamVariables.define(variables);
        ConnectionCounts.define(variables, gauges);
        LimitVariables.define(variables);
        return variables;
    }

    private Assembly assembly(Configuration configuration) {
        Variables variables = variables(random, counts);
        Assembly assembly = new Assembly(configuration.diagnostics())
                .advised(new VariableAdvice(variables))
                .with(Variables.class, variables)
                .with(Workers.class, workers)
                .with(Upstreams.class, upstreams)
                .with(ConnectionLimits.class, limits)
                .with(LimitZones.class, limitZones)
                .with(HookLanes.class, hooks)
                .with(Hub.class, hub)
                .with(IdSigners.class, signers)
                .with(CounterBoard.class, board)
                .with(HttpGauges.class, counts)
                .with(PushTap.class, pushes)
                .with(LogDispatcher.class, log);
        Scope http = configuration.main().blocks(HttpFeature.HTTP_BLOCK).stream()
                .findFirst()
                .orElse(null);
        assembly.with(Backend.Source.class, new Backends(upstreams, http, assembly));
        return assembly.with(
                Standing.class,
                new Standing(
                        prefix,
                        List.of(new CounterTap.Factory(board)),
                        List.of(new HandshakeTap(board)),
                        handler -> handler instanceof ProxyHandler));
    }

    /**
     * Opens listeners and starts all threads.
     *
     * @throws StartFailure when an address cannot be bound; then nothing is left open
     */
    void start() throws StartFailure {
        try {
            ErrorLog.current().attach(log, errorLogs);
            log.start();
            openDoors();
            acceptor = new Acceptor(workers, mostConnections, board::onAccepted);
        } catch (IOException e) {
            throw new StartFailure("cannot start: " + e.getMessage());
        }
        OpenFiles.demand(openFiles);
        if (doors.isEmpty()) {
            LOG.warn("no server is configured, so nothing is listened on");
        }
        workers.start();
        doors.forEach(acceptor::add);
        acceptor.start();
    }

    /** One door for each address; where a port is bound for all addresses, that door serves the single ones too. */
    private void openDoors() throws IOException, StartFailure {
        Map<SocketAddress, List<SiteBuilder.Listening>> byDoor = new LinkedHashMap<>();
        for (SiteBuilder.Listening site : sites) {
            byDoor.computeIfAbsent(doorOf(site.address()), a -> new ArrayList<>())
                    .add(site);
        }
        for (Map.Entry<SocketAddress, List<SiteBuilder.Listening>> entry : byDoor.entrySet()) {
            Listener listener = new Listener(choice(entry.getKey(), entry.getValue()), counts);
            int backlog = entry.getValue().stream()
                    .mapToInt(SiteBuilder.Listening::backlog)
                    .max()
                    .orElseThrow();
            listeners.add(listener);
            open(entry.getKey(), backlog, listener);
        }
    }

    private void open(SocketAddress address, int backlog, Listener listener) throws IOException, StartFailure {
        try {
            doors.add(Acceptor.open(address, backlog, listener));
        } catch (BindException e) {
            closeDoors();
            throw new StartFailure("cannot listen on " + Addresses.text(address) + ": " + lowerFirst(e.getMessage()));
        } catch (UnsupportedAddressTypeException e) {
            closeDoors();
            throw new StartFailure("cannot listen on " + Addresses.text(address) + ": this system has no IPv6");
        } catch (IOException e) {
            closeDoors();
            throw new StartFailure("cannot listen on " + Addresses.text(address) + ": " + e.getMessage());
        }
    }

    private static String lowerFirst(String text) {
        return Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    private void closeDoors() throws IOException {
        closeLogs();
        for (Acceptor.Door door : doors) {
            door.channel().close();
        }
    }

    /** The socket on {@code [::]} takes IPv4 too, so it serves all addresses of its port. */
    private SocketAddress doorOf(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return address;
        }
        boolean ipv6 = inet.getAddress() instanceof Inet6Address;
        SocketAddress door = address;
        for (SiteBuilder.Listening site : sites) {
            if (site.address() instanceof InetSocketAddress other
                    && other.getPort() == inet.getPort()
                    && other.getAddress().isAnyLocalAddress()) {
                if (other.getAddress() instanceof Inet6Address) {
                    return other;
                }
                door = ipv6 ? door : other;
            }
        }
        return door;
    }

    private static Function<SocketAddress, Site> choice(SocketAddress door, List<SiteBuilder.Listening> sites) {
        Map<SocketAddress, Site> byAddress = new LinkedHashMap<>();
        sites.forEach(site -> byAddress.put(site.address(), site.hosts()));
        Site usual = byAddress.getOrDefault(door, sites.get(0).hosts());
        if (sites.size() == 1) {
            return local -> usual;
        }
        Site usualIpv4 = sites.stream()
                .filter(site -> site.address() instanceof InetSocketAddress inet
                        && inet.getAddress() instanceof Inet4Address
                        && inet.getAddress().isAnyLocalAddress())
                .<Site>map(SiteBuilder.Listening::hosts)
                .findFirst()
                .orElse(usual);
        return local -> {
            Site exact = byAddress.get(local);
            boolean ipv4 = local instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet4Address;
            return exact != null ? exact : ipv4 ? usualIpv4 : usual;
        };
    }

    /** Cuts everything and writes out the logs. */
    void stop() {
        acceptor.stop();
        hub.close();
        workers.stop();
        upstreams.close();
        closeLogs();
    }

    private void closeLogs() {
        ErrorLog.current().detach();
        log.stop();
    }

    /** Opens all log files anew. */
    void reopenLogs() {
        log.reopen();
    }

    /** Stops accepting and lets connections come to their end. */
    void drain() {
        doors.forEach(acceptor::remove);
        listeners.forEach(Listener::drain);
        hub.drain();
        for (Worker worker : workers.all()) {
            worker.post(() -> worker.forEach(connection -> {
                if (connection.protocol() instanceof HttpProtocol http) {
                    http.drain();
                }
            }));
        }
    }

    /** Whether a client is connected, or a backend not yet told of one; upstream connections that wait do not count. */
    boolean isBusy() {
        return counts.active() > 0 || hooks.open() > 0;
    }
}
