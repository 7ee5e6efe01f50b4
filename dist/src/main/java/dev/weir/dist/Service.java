package dev.weir.dist;

import dev.weir.dist.Gateway.Prepared;
import dev.weir.dist.Gateway.Running;
import java.io.PrintStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of the gateway, from start to exit: starts it, keeps its pid file, and acts on what {@link Signals} bring.
 *
 * <pre>
 *   start ── running ── QUIT ── draining ── ended ── exit
 *               └─ TERM, INT, launcher gone ─┴─ stop ─┘
 * </pre>
 *
 * Thread: main.
 */
final class Service {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    /** How often to look whether the launcher still lives and how the server does, when nothing else happens. */
    private static final Duration LAUNCHER_CHECK = Duration.ofSeconds(1);

    private final Gateway gateway;
    private final CommandLine commandLine;
    private final String[] arguments;
    private PidFile pidFile;

    Service(Gateway gateway, CommandLine commandLine, String[] arguments) {
        this.gateway = gateway;
        this.commandLine = commandLine;
        this.arguments = arguments;
    }

    /**
     * Runs until the end.
     *
     * @return the exit code
     * @throws StartFailure when it cannot start
     */
    int run(PrintStream err) throws StartFailure, InterruptedException {
        Signals signals = Signals.install();
        Prepared prepared = gateway.prepare(commandLine, err);
        pidFile = new PidFile(prepared.pidFile());
        if (prepared.daemon() && !Daemon.isChild()) {
            return new Daemon(arguments, pidFile).launch(err);
        }
        Launcher launcher = Launcher.fromProperties();
        Running running = prepared.start(signals);
        try {
            pidFile.write(launcher.signalPid());
            return obey(signals, running, launcher);
        } catch (StartFailure e) {
            running.stop();
            throw e;
        } finally {
            pidFile.removeIfOf(launcher.signalPid());
        }
    }

    private int obey(Signals signals, Running running, Launcher launcher) throws InterruptedException {
        while (true) {
            Signals.Event event = signals.next(LAUNCHER_CHECK);
            if (event instanceof Signals.Event.Ended ended) {
                return ended.exitCode();
            }
            ControlSignal signal = null;
            if (event instanceof Signals.Event.Received received) {
                signal = received.signal();
            } else if (launcher.isGone()) {
                signal = ControlSignal.STOP;
            } else {
                running.look();
            }
            if (signal == ControlSignal.STOP) {
                running.stop();
                return 0;
            }
            if (signal != null) {
                pass(signal, running, launcher);
            }
        }
    }

    private void pass(ControlSignal signal, Running running, Launcher launcher) {
        switch (signal) {
            case STOP -> running.stop();
            case QUIT -> running.quit();
            case REOPEN -> running.reopen();
            case RELOAD -> move(new PidFile(running.reload()), launcher.signalPid());
        }
    }

    /** A reload may name another pid file. */
    private void move(PidFile next, long pid) {
        if (next.equals(pidFile)) {
            return;
        }
        try {
            next.write(pid);
            pidFile.removeIfOf(pid);
            pidFile = next;
        } catch (StartFailure e) {
            LOG.error("{}", e.getMessage());
        }
    }
}
