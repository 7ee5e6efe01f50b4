package dev.weir.stats.log;

import dev.weir.core.loop.Clock;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.TimeZone;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The error log: every message of the program becomes one line in nginx's form and goes through the ring, or to
 * standard error while no dispatcher runs.
 *
 * <pre>
 *   DIRECT --- attach ---> ATTACHED --- detach ---> DIRECT
 * </pre>
 *
 * <p>There is one for the process, since SLF4J has one provider; {@link #current} names it. Thread: any.
 */
public final class ErrorLog implements ILoggerFactory {
    /** nginx's limit of a message to syslog. */
    private static final int LONGEST_SYSLOG = 2048;

    private static final int LONGEST_NUMBER = 19;

    private final Clock clock;
    private final TimeZone zone = TimeZone.getDefault();
    private final Logger logger = new ErrorLogger(this);
    private volatile Route route = new Route(null, List.of(), List.of(), ErrorLevel.NOTICE);

    /** One {@code error_log}. @param syslog what stands before each message; null for a file */
    record Target(LogFile file, Syslog syslog, ErrorLevel level) {}

    /**
     * Where messages go now; without a dispatcher, to standard error.
     *
     * @param targets of the process
     * @param connections of messages about connections that have no log of their own
     */
    private record Route(LogDispatcher dispatcher, List<Target> targets, List<Target> connections, ErrorLevel least) {}

    ErrorLog(Clock clock) {
        this.clock = clock;
    }

    /** The one behind SLF4J. */
    public static ErrorLog current() {
        return (ErrorLog) LoggerFactory.getILoggerFactory();
    }

    /** As {@link #attach(LogDispatcher, List, List)}, with the same logs for everything. */
    public void attach(LogDispatcher dispatcher, List<ErrorLogFeature.Choice> choices) throws IOException {
        attach(dispatcher, choices, choices);
    }

    /**
     * Starts the dispatcher (see {@link LogDispatcher#start}) and sends messages to the files that {@code error_log}
     * names. A reload calls it again.
     *
     * @param choices of the process
     * @param connections of messages about connections, unless a server or a location has its own
     * @throws IOException when a log of any kind cannot be opened; then nothing changes here
     */
    public void attach(
            LogDispatcher dispatcher, List<ErrorLogFeature.Choice> choices, List<ErrorLogFeature.Choice> connections)
            throws IOException {
        List<Target> targets = targets(dispatcher, choices);
        List<Target> others = choices == connections ? targets : targets(dispatcher, connections);
        dispatcher.start();
        ErrorLevel least =
                mildest(others, mildest(targets, dispatcher.errorRoutes().least()));
        route = new Route(dispatcher, targets, others, least);
    }

    static List<Target> targets(LogDispatcher dispatcher, List<ErrorLogFeature.Choice> choices) {
        return choices.stream()
                .map(c -> new Target(
                        c.syslog() == null
                                ? dispatcher.file(c.file(), new LogPlan.Wish(c.place(), LogFile.Buffering.NONE, false))
                                : dispatcher.syslog(c.syslog()),
                        c.syslog(),
                        c.level()))
                .toList();
    }

    /** The mildest of {@code start} and the levels of the targets. */
    static ErrorLevel mildest(List<Target> targets, ErrorLevel start) {
        ErrorLevel least = start;
        for (Target target : targets) {
            least = target.level().compareTo(least) < 0 ? target.level() : least;
        }
        return least;
    }

    /** Sends messages to standard error again. Call it before the dispatcher stops. */
    public void detach() {
        route = new Route(null, List.of(), List.of(), route.least());
    }

    /** What is logged while no dispatcher is attached; {@code notice} at first. */
    public void directLevel(ErrorLevel least) {
        if (route.dispatcher() == null) {
            route = new Route(null, List.of(), List.of(), least);
        }
    }

    /** The one logger: lines do not name the class they come from. */
    @Override
    public Logger getLogger(String name) {
        return logger;
    }

    boolean isEnabled(ErrorLevel level) {
        return level.compareTo(route.least()) >= 0;
    }

    void write(ErrorLevel level, String message, Throwable fault) {
        Route now = route;
        long wallMillis = clock.wallMillis();
        byte[] line = ErrorLine.of(wallMillis, zone, level, message, fault);
        if (now.dispatcher() == null) {
            direct(line);
            return;
        }
        for (Target target : targets(now, message)) {
            boolean wanted = level.compareTo(target.level()) >= 0;
            if (wanted && !now.dispatcher().line(target.file(), text(target, level, line, wallMillis), false)) {
                direct(line);
            }
        }
        now.dispatcher().hurry();
    }

    private static byte[] text(Target target, ErrorLevel level, byte[] line, long wallMillis) {
        return target.syslog() == null
                ? line
                : target.syslog().message(level.severity(), line, LONGEST_SYSLOG, wallMillis);
    }

    /** Those of the connection that the message is about, else those of the process. */
    private static List<Target> targets(Route now, String message) {
        long connection = connection(message);
        if (connection < 0) {
            return now.targets();
        }
        List<Target> own = now.dispatcher().errorRoutes().of(connection);
        return own == null ? now.connections() : own;
    }

    /** The number in a message that begins with {@code *N }; -1 when it does not. */
    private static long connection(String message) {
        if (message.isEmpty() || message.charAt(0) != '*') {
            return -1;
        }
        long number = 0;
        int at = 1;
        for (; at < message.length() && at < LONGEST_NUMBER && Character.isDigit(message.charAt(at)); at++) {
            number = number * 10 + Character.digit(message.charAt(at), 10);
        }
        return at > 1 && at < message.length() && message.charAt(at) == ' ' ? number : -1;
    }

    /** A line at a time, so that two threads cannot tear theirs. */
    @SuppressWarnings("resource")
    private synchronized void direct(byte[] line) {
        try {
            new FileOutputStream(FileDescriptor.err).write(line);
        } catch (IOException e) {
            // Standard error is gone, and there is no other place left to tell it.
            return;
        }
    }
}
