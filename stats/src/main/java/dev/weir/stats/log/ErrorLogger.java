package dev.weir.stats.log;

import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * SLF4J's door into the error log.
 *
 * <p>Thread: any.
 */
final class ErrorLogger extends AbstractLogger {
    private static final long serialVersionUID = 1;

    private final transient ErrorLog log;

    ErrorLogger(ErrorLog log) {
        this.log = log;
        this.name = "weir";
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level, Marker marker, String message, Object[] arguments, Throwable fault) {
        log.write(ErrorLevel.of(level, marker), MessageFormatter.basicArrayFormat(message, arguments), fault);
    }

    private boolean isEnabled(Level level, Marker marker) {
        return log.isEnabled(ErrorLevel.of(level, marker));
    }

    @Override
    public boolean isTraceEnabled() {
        return isEnabled(Level.TRACE, null);
    }

    @Override
    public boolean isTraceEnabled(Marker marker) {
        return isEnabled(Level.TRACE, marker);
    }

    @Override
    public boolean isDebugEnabled() {
        return isEnabled(Level.DEBUG, null);
    }

    @Override
    public boolean isDebugEnabled(Marker marker) {
        return isEnabled(Level.DEBUG, marker);
    }

    @Override
    public boolean isInfoEnabled() {
        return isEnabled(Level.INFO, null);
    }

    @Override
    public boolean isInfoEnabled(Marker marker) {
        return isEnabled(Level.INFO, marker);
    }

    @Override
    public boolean isWarnEnabled() {
        return isEnabled(Level.WARN, null);
    }

    @Override
    public boolean isWarnEnabled(Marker marker) {
        return isEnabled(Level.WARN, marker);
    }

    @Override
    public boolean isErrorEnabled() {
        return isEnabled(Level.ERROR, null);
    }

    @Override
    public boolean isErrorEnabled(Marker marker) {
        return isEnabled(Level.ERROR, marker);
    }
}
