package dev.weir.stats.log;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What {@code ws_log} and {@code access_log} say of one log.
 *
 * @param path the path as written; {@code off} for none
 * @param format the name of the format; null where none is told
 * @param buffering {@code buffer=} and {@code flush=}
 * @param overflow {@code overflow=}
 * @param condition the word that says {@code if=}; null for none
 * @param syslog what the path says of a syslog server; null for a file
 */
public record LogChoice(
        Word path, Word format, LogFile.Buffering buffering, Overflow overflow, Word condition, Syslog syslog) {
    /** What nginx takes where only {@code gzip} is told, and Weir where only {@code flush=} is. */
    private static final int USUAL_BUFFER = 64 * 1024;

    /** Who yields when lines come faster than they can be written, or cannot be written at all. */
    enum Overflow {
        /** Traffic waits for a slow disk, and goes on without its lines when the disk fails. */
        UNSAID,
        /** Traffic waits, also for a disk that fails. */
        WAIT,
        /** Lines are dropped; traffic never waits. */
        DROP
    }

    boolean isOff() {
        return path.text().equals("off");
    }

    /** Reads the words after the directive's name; {@code named} where a format's name may follow the path. */
    static LogChoice read(List<Word> args, boolean named) throws Refusal {
        Word path = args.get(0);
        if (path.text().isEmpty()) {
            throw new Refusal(path, "is not a valid path", null);
        }
        if (path.text().equals("off") && args.size() > 1) {
            throw new Refusal(args.get(1), "is not a valid parameter", "nothing may follow off");
        }
        Word format = named && args.size() > 1 ? args.get(1) : null;
        Options options = new Options();
        for (Word word : args.subList(format == null ? 1 : 2, args.size())) {
            options.read(word);
        }
        Syslog syslog = Syslog.isMeant(path) ? Syslog.read(path) : null;
        LogFile.Buffering buffering = options.buffering();
        if (buffering != LogFile.Buffering.NONE) {
            checkBuffer(path, syslog, named && !options.hasBuffer());
        }
        return new LogChoice(path, format, buffering, options.overflow, options.condition, syslog);
    }

    private static void checkBuffer(Word path, Syslog syslog, boolean missing) throws Refusal {
        if (syslog != null) {
            throw new Refusal(path, "cannot be buffered", "take out buffer, flush and gzip");
        }
        if (path.text().indexOf('$') >= 0) {
            throw new Refusal(path, "cannot be buffered", "buffered logs cannot have variables in name");
        }
        if (missing) {
            throw new Refusal(path, "has no buffer to flush", "add buffer=size");
        }
    }

    /** Where the lines go, with the condition compiled. */
    LogTarget target(LogDispatcher dispatcher, Scope scope, Assembly assembly) {
        Variables variables = assembly.service(Variables.class);
        Template compiled = condition == null
                ? null
                : assembly.at(condition, text -> variables.compile(text.substring("if=".length())));
        boolean drop = overflow == Overflow.DROP;
        if (syslog != null) {
            return new LogTarget(dispatcher.syslog(syslog), drop, compiled, syslog, null);
        }
        if (path.text().indexOf('$') >= 0) {
            LogFile files = dispatcher.varying(scope.get(AccessLogFeature.OPEN_LOG_FILE_CACHE));
            return new LogTarget(files, drop, compiled, null, assembly.at(path, variables::compile));
        }
        LogPlan.Wish wish = new LogPlan.Wish(path.span(), buffering, overflow == Overflow.WAIT);
        return new LogTarget(dispatcher.file(path.text(), wish), drop, compiled);
    }

    /** Collects {@code key=value} words. */
    private static final class Options {
        private int bytes;
        private long flushNanos;
        private int gzipLevel;
        private Overflow overflow = Overflow.UNSAID;
        private Word condition;
        private final Set<String> seen = new HashSet<>();

        void read(Word word) throws Refusal {
            int equals = word.text().indexOf('=');
            String name = equals < 0 ? word.text() : word.text().substring(0, equals);
            doRead(word);
            if (!seen.add(name)) {
                throw new Refusal(word, "repeats a parameter", name + " may be given once");
            }
        }

        private void doRead(Word word) throws Refusal {
            String buffer = Args.keyed(word, "buffer");
            String flush = Args.keyed(word, "flush");
            String full = Args.keyed(word, "overflow");
            if (buffer != null) {
                long size = Args.bytes(word, buffer);
                if (size < 1 || size > 1 << 30) {
                    throw new Refusal(word, "is not a valid buffer size", "expected a size such as 32k");
                }
                bytes = (int) size;
            } else if (flush != null) {
                flushNanos = Args.time(word, flush).toNanos();
            } else if (full != null) {
                overflow = overflow(word, full);
            } else if (Args.keyed(word, "if") != null) {
                condition = word;
            } else if (word.text().equals("gzip")) {
                gzipLevel = 1;
            } else if (Args.keyed(word, "gzip") != null) {
                gzipLevel = Args.number(word, Args.keyed(word, "gzip"), 1, 9);
            } else {
                throw new Refusal(
                        word,
                        "is not a valid parameter",
                        "expected buffer=size, flush=time, gzip[=level], overflow=wait|drop or if=condition");
            }
        }

        private static Overflow overflow(Word word, String value) throws Refusal {
            return switch (value) {
                case "wait" -> Overflow.WAIT;
                case "drop" -> Overflow.DROP;
                default ->
                    throw new Refusal(word, "is not a valid parameter", "expected overflow=wait or overflow=drop");
            };
        }

        /** Compressing brings a buffer of its own. */
        boolean hasBuffer() {
            return bytes > 0 || gzipLevel > 0;
        }

        LogFile.Buffering buffering() {
            if (!hasBuffer() && flushNanos == 0) {
                return LogFile.Buffering.NONE;
            }
            return new LogFile.Buffering(bytes == 0 ? USUAL_BUFFER : bytes, flushNanos, gzipLevel);
        }
    }
}
