package dev.weir.stats.log;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.variable.Template;

/**
 * Where a log of a location goes.
 *
 * @param drop whether a full ring drops its lines instead of making the worker wait
 * @param condition {@code if=}: nothing is logged when it is empty or {@code 0}; null for none
 * @param syslog what stands before each message; null for files
 * @param path names the file of each line by variables; null when it is always the same
 */
record LogTarget(LogFile file, boolean drop, Template condition, Syslog syslog, Template path) {

    /** A file that is always the same. */
    LogTarget(LogFile file, boolean drop, Template condition) {
        this(file, drop, condition, null, null);
    }

    /** Whether {@code if=} lets a line pass now. Thread: worker. */
    boolean admits(Exchange exchange) {
        if (condition == null) {
            return true;
        }
        String value = condition.apply(exchange);
        return !value.isEmpty() && !value.equals("0");
    }

    /** Whether each line must be made on the worker, since it depends on more than the frame. */
    boolean isLive() {
        return syslog != null || path != null || condition != null && condition.isLive();
    }

    /** Whether a line stands in its file as soon as the log thread has seen it. Thread: any. */
    boolean isPrompt() {
        return syslog == null && !file.isBuffered();
    }

    /** Sends a line with its line feed on its way. Thread: worker. */
    void write(LogDispatcher dispatcher, byte[] line, Exchange exchange) {
        byte[] text = line;
        if (syslog != null) {
            text = syslog.message(
                    syslog.severity(),
                    line,
                    Integer.MAX_VALUE,
                    exchange.worker().wallMillis());
        } else if (path != null) {
            text = VaryingSink.record(ByteText.bytes(path.apply(exchange)), line);
        }
        dispatcher.line(file, text, drop);
    }
}
