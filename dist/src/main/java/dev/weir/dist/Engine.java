package dev.weir.dist;

import dev.weir.config.diagnostic.CaretRenderer;
import dev.weir.config.diagnostic.Diagnostic;
import dev.weir.config.directive.Assembly;
import dev.weir.config.scope.Scope;
import dev.weir.core.access.AddressVariables;
import dev.weir.core.access.PasswordCheck;
import dev.weir.core.access.PasswordFiles;
import dev.weir.core.http.Backend;
import dev.weir.core.http.Departing;
import dev.weir.core.http.Generation;
import dev.weir.core.http.Generations;
import dev.weir.core.http.HttpProtocol;
import dev.weir.core.limit.LimitVariables;
import dev.weir.core.limit.LimitZones;
import dev.weir.core.loop.Acceptor;
import dev.weir.core.loop.Clock;
import dev.weir.core.loop.Connection;
import dev.weir.core.loop.Timer;
import dev.weir.core.loop.Worker;
import dev.weir.core.loop.Workers;
import dev.weir.core.tls.TlsContexts;
import dev.weir.core.tls.TlsFiles;
import dev.weir.core.tls.TlsServer;
import dev.weir.core.variable.CoreVariables;
import dev.weir.core.variable.TlsVariables;
import dev.weir.core.variable.Variables;
import dev.weir.core.ws.PushTap;
import dev.weir.core.ws.TokenGate;
import dev.weir.dist.site.HttpFeature;
import dev.weir.dist.site.PasswordHashes;
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
import dev.weir.stats.connections.OpenConnections;
import dev.weir.stats.count.ConnectionCounts;
import dev.weir.stats.count.CounterBoard;
import dev.weir.stats.count.CounterTap;
import dev.weir.stats.count.HandshakeTap;
import dev.weir.stats.count.HttpGauges;
import dev.weir.stats.count.PushCounters;
import dev.weir.stats.log.ErrorLog;
import dev.weir.stats.log.ErrorLogFeature;
import dev.weir.stats.log.LogDispatcher;
import dev.weir.stats.log.LogFailure;
import dev.weir.stats.log.WsVariables;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * What lives as long as the process: workers, acceptor, listeners, and the run-time objects of the modules. A
 * configuration generation is built with them.
 *
 * <p>Thread: main.
 */
final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final Marker EMERG = MarkerFactory.getMarker("emerg");

    private final Workers workers;
    private final CounterBoard board;
    private final ConnectionCounts counts;
    private final OpenConnections connections;
    private final LogDispatcher log;
    private final RandomGenerator random = new LateRandom(SecureRandom::new);
    private final WebSocketDrain drain;
    private final Upstreams upstreams = new Upstreams(random);
    private final ConnectionLimits limits = new ConnectionLimits(random);
    private final LimitZones limitZones = new LimitZones();
    private final PasswordCheck passwords = new PasswordCheck(new PasswordHashes());
    private final PasswordFiles passwordFiles;
    private final TlsContexts contexts = new TlsContexts();
    private final PushTap pushes;
    private final HookLanes hooks;
    private final IdSigners signers;
    private final Hub hub;
    private final Generations generations = new Generations();
    private final CommandLine commandLine;
    private final Path prefix;
    private final Doors doors;
    private Plan plan;
    private Acceptor acceptor;

    /** Builds everything; opens nothing. Complaints go to the configuration's diagnostics. */
    Engine(Configuration configuration, CommandLine commandLine) throws IOException {
        this.commandLine = commandLine;
        this.prefix = commandLine.prefix();
        this.passwordFiles = new PasswordFiles(commandLine.configuration().getParent());
        int count = Plan.Settings.of(configuration.main(), prefix).workers();
        this.workers = new Workers(count, Clock.SYSTEM);
        this.hooks = new HookLanes(count);
        this.board = new CounterBoard(count, generations, Clock.SYSTEM);
        board.watch(workers.all());
        this.counts = new ConnectionCounts(board);
        this.connections = new OpenConnections(workers.all());
        this.drain = new WebSocketDrain(workers.all(), random);
        this.log = new LogDispatcher(Clock.SYSTEM, prefix, LogDispatcher.DEFAULT_RING_SIZE);
        this.signers = new IdSigners(prefix, random);
        this.pushes = new PushCounters(board);
        this.hub = new Hub(
                workers.all(), new QueueBudget(pushes, Runtime.getRuntime().maxMemory() / 4));
        this.doors = new Doors(counts);
        this.plan = plan(configuration);
    }

    /** Builds all that a configuration asks for; complaints go to its diagnostics. */
    Plan plan(Configuration configuration) {
        Scope main = configuration.main();
        log.plan();
        List<ErrorLogFeature.Choice> errorLogs = errorLogs(main, commandLine);
        return new Plan(
                SiteBuilder.build(main, configuration.catalog(), assembly(configuration)),
                errorLogs,
                ErrorLogFeature.ofConnections(main, errorLogs),
                Plan.Settings.of(main, prefix));
    }

    /** What the configuration in force says of the process. */
    Plan.Settings settings() {
        return plan.settings();
    }

    /** The number of the configuration in force. */
    int generation() {
        return generations.current().number();
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
        AddressVariables.define(variables);
        TokenGate.define(variables);
        TlsVariables.define(variables);
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
                .with(PasswordFiles.class, passwordFiles)
                .with(TlsFiles.class, new TlsFiles(commandLine.configuration().getParent()))
                .with(TlsContexts.class, contexts)
                .with(PasswordCheck.class, passwords)
                .with(HookLanes.class, hooks)
                .with(Hub.class, hub)
                .with(IdSigners.class, signers)
                .with(CounterBoard.class, board)
                .with(OpenConnections.class, connections)
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
                        List.of(new CounterTap.Factory(board, variables), connections, drain),
                        List.of(new HandshakeTap(board)),
                        handler -> handler instanceof ProxyHandler));
    }

    /** How many connections may be taken now; what the system allows may have changed, too. */
    private int places(Plan of) {
        long openFiles = OpenFiles.softLimit();
        workers.descriptors().limit(OpenFiles.forConnections(openFiles));
        return OpenFiles.connections(of.mostConnections(workers.count()), openFiles);
    }

    /**
     * Opens listeners and starts all threads.
     *
     * @throws StartFailure when an address cannot be bound; then nothing is left open
     */
    void start() throws StartFailure {
        Doors.Change change;
        try {
            ErrorLog.current().attach(log, plan.errorLogs(), plan.requestErrorLogs());
            log.start();
            change = doors.prepare(plan.sites(), generations.current());
            acceptor = new Acceptor(workers, places(plan), board);
        } catch (LogFailure e) {
            throw refused(e);
        } catch (IOException e) {
            throw new StartFailure("cannot start: " + e.getMessage());
        } catch (StartFailure e) {
            // Whoever starts Weir may not be there to read standard error.
            LOG.error(EMERG, "{}", e.getMessage());
            closeLogs();
            throw e;
        }
        board.zones().enter();
        workers.start();
        upstreams.enter();
        doors.enter(change, acceptor);
        acceptor.start();
        tellOfLimits();
    }

    /** With the line of the configuration that names the log, as a mistake in it would have. */
    private static StartFailure refused(LogFailure e) {
        if (e.place() == null) {
            return new StartFailure("cannot start: " + e.getMessage());
        }
        Diagnostic diagnostic = Diagnostic.error(e.place(), e.problem(), null);
        return new StartFailure("cannot start: a log cannot be opened\n"
                + CaretRenderer.render(diagnostic).stripTrailing());
    }

    private void tellOfLimits() {
        OpenFiles.demand(plan.settings().openFiles());
        if (plan.sites().stream().anyMatch(site -> site.hosts().isSecure())) {
            LOG.info("TLS is that of {}", TlsServer.implementation());
        }
        if (doors.isEmpty()) {
            LOG.warn("no server is configured, so nothing is listened on");
        }
        if (plan.settings().workers() != workers.count()) {
            LOG.warn(
                    "{} workers go on: another number of worker_processes needs a restart, not a reload",
                    workers.count());
        }
    }

    // --- another configuration

    /**
     * Puts another configuration in force. What runs goes on with the one before, but for connections at rest.
     *
     * @throws StartFailure when an address cannot be bound; then nothing has changed
     * @throws IOException when a log cannot be opened; then nothing has changed
     */
    void enter(Plan next) throws StartFailure, IOException {
        Generation generation = generations.upcoming();
        Doors.Change change = doors.prepare(next.sites(), generation);
        try {
            ErrorLog.current().attach(log, next.errorLogs(), next.requestErrorLogs());
        } catch (IOException e) {
            Doors.abandon(change);
            throw e;
        }
        Duration patience = plan.settings().shutdownTimeout();
        plan = next;
        board.zones().enter();
        acceptor.limit(places(next));
        upstreams.enter();
        doors.enter(change, acceptor);
        // Whoever sees its number in the statistics is served by it, wherever he comes in.
        generations.enter(generation);
        leaveBehind(generation, patience);
        log.retireUnnamed(() -> generations.live() == 1);
        drain.begin(session -> !next.serves(session.exchange().server()));
        tellOfLimits();
    }

    /** Forgets what a configuration has named that is not to be. */
    void forget() {
        upstreams.forget();
        log.forgetUnopened();
        board.zones().forget();
    }

    /**
     * Connections at rest take the new configuration now or, where {@code worker_shutdown_timeout} sets an end to the
     * old one, have until then to ask for something, as all others to finish.
     */
    private void leaveBehind(Generation current, Duration patience) {
        for (Worker worker : workers.all()) {
            Runnable end = () -> worker.forEach(connection -> depart(connection, current));
            if (patience.isZero()) {
                refresh(worker);
            } else {
                worker.post(() -> worker.arm(new Timer(end), patience.toNanos()));
            }
        }
    }

    private static void refresh(Worker worker) {
        worker.post(() -> worker.forEach(connection -> {
            if (connection.protocol() instanceof HttpProtocol http) {
                connection.guarded(http::refresh);
            }
        }));
    }

    /** Ends a connection, if it is served by a generation before {@code current}; null ends all. */
    private static void depart(Connection connection, Generation current) {
        if (connection.protocol() instanceof Departing leaver && (current == null || leaver.isOlderThan(current))) {
            connection.guarded(leaver::depart);
        }
    }

    // --- the end

    /** Takes leave of all clients at once, writes out the logs, and ends the threads. */
    void stop() {
        acceptor.stop();
        depart();
        hub.close();
        workers.stop();
        upstreams.close();
        passwords.close();
        closeLogs();
    }

    /** Takes leave of all clients: those of WebSockets hear a Close. */
    void depart() {
        for (Worker worker : workers.all()) {
            worker.post(() -> worker.forEach(connection -> depart(connection, null)));
        }
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
        doors.drain(acceptor);
        hub.drain();
        workers.all().forEach(Engine::refresh);
        drain.begin(session -> true);
    }

    /** Connections that are open, those to upstream servers among them. */
    int connections() {
        return workers.all().stream().mapToInt(Worker::connections).sum();
    }

    /** Whether a client is connected, or a backend not yet told of one; upstream connections that wait do not count. */
    boolean isBusy() {
        return counts.active() > 0 || hooks.open() > 0;
    }
}
