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
    private final Clock clock;
    private final TimeZone zone = TimeZone.getDefault();
    private final Logger logger = new ErrorLogger(this);
    private volatile Route route = new Route(null, List.of(), ErrorLevel.NOTICE);

    /** One {@code error_log}. */
    record Target(LogFile file, ErrorLevel level) {}

    /** Where messages go now; without a dispatcher, to standard error. */
    private record Route(LogDispatcher dispatcher, List<Target> targets, ErrorLevel least) {}

    ErrorLog(Clock clock) {
        this.clock = clock;
    }

    /** The one behind SLF4J. */
    public static ErrorLog current() {
        return (ErrorLog) LoggerFactory.getILoggerFactory();
    }

    /**
     * Starts the dispatcher (see {@link LogDispatcher#start}) and sends messages to the files that {@code error_log}
     * names. A reload calls it again.
     *
     * @throws IOException when a log of any kind cannot be opened; then nothing changes here
     */
    public void attach(LogDispatcher dispatcher, List<ErrorLogFeature.Choice> choices) throws IOException {
        List<Target> targets = choices.stream()
                .map(c -> new Target(dispatcher.file(c.file(), LogFile.Buffering.NONE), c.level()))
                .toList();
        dispatcher.start();
        ErrorLevel least = ErrorLevel.EMERG;
        for (Target target : targets) {
            least = target.level().compareTo(least) < 0 ? target.level() : least;
        }
        route = new Route(dispatcher, targets, least);
    }

    /** Sends messages to standard error again. Call it before the dispatcher stops. */
    public void detach() {
        route = new Route(null, List.of(), route.least());
    }

    /** What is logged while no dispatcher is attached; {@code notice} at first. */
    public void directLevel(ErrorLevel least) {
        if (route.dispatcher() == null) {
            route = new Route(null, List.of(), least);
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
        byte[] line = ErrorLine.of(clock.wallMillis(), zone, level, message, fault);
        if (now.dispatcher() == null) {
            direct(line);
            return;
        }
        for (Target target : now.targets()) {
            boolean wanted = level.compareTo(target.level()) >= 0;
            if (wanted && !now.dispatcher().line(target.file(), line, false)) {
                direct(line);
            }
        }
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
