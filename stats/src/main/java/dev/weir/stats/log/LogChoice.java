package dev.weir.stats.log;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import java.util.List;

/**
 * What {@code ws_log} and {@code access_log} say of one log.
 *
 * @param path the path as written; {@code off} for none
 * @param format the name of the format; null where none is told
 * @param buffering {@code buffer=} and {@code flush=}
 * @param drop {@code overflow=drop}
 * @param condition the word that says {@code if=}; null for none
 */
public record LogChoice(Word path, Word format, LogFile.Buffering buffering, boolean drop, Word condition) {
    /** What nginx takes where only {@code flush=} or nothing is told. */
    private static final int BUFFER_OF_FLUSH = 64 * 1024;

    boolean isOff() {
        return path.text().equals("off");
    }

    /** Reads the words after the directive's name; {@code named} where a format's name may follow the path. */
    static LogChoice read(List<Word> args, boolean named) throws Refusal {
        Word path = args.get(0);
        checkPath(path);
        Word format = named && args.size() > 1 ? args.get(1) : null;
        Options options = new Options();
        for (Word word : args.subList(format == null ? 1 : 2, args.size())) {
            options.read(word);
        }
        return new LogChoice(path, format, options.buffering(), options.drop, options.condition);
    }

    private static void checkPath(Word path) throws Refusal {
        if (path.text().startsWith("syslog:")) {
            throw new Refusal(path, "is not supported yet", "logs go to files, /dev/stdout or /dev/stderr");
        }
        if (path.text().indexOf('$') >= 0) {
            throw new Refusal(path, "is not supported yet", "variables in the path of a log are not supported yet");
        }
        if (path.text().isEmpty()) {
            throw new Refusal(path, "is not a valid path", null);
        }
    }

    /** Where the lines go, with the condition compiled. */
    LogTarget target(LogDispatcher dispatcher, Assembly assembly) {
        Template compiled = condition == null
                ? null
                : assembly.at(
                        condition, text -> assembly.service(Variables.class).compile(text.substring("if=".length())));
        return new LogTarget(dispatcher.file(path.text(), buffering), drop, compiled);
    }

    /** Collects {@code key=value} words. */
    private static final class Options {
        private int bytes;
        private long flushNanos;
        private boolean drop;
        private Word condition;

        void read(Word word) throws Refusal {
            String buffer = Args.keyed(word, "buffer");
            String flush = Args.keyed(word, "flush");
            String overflow = Args.keyed(word, "overflow");
            if (buffer != null) {
                long size = Args.bytes(word, buffer);
                if (size < 1 || size > 1 << 30) {
                    throw new Refusal(word, "is not a valid buffer size", "expected a size such as 32k");
                }
                bytes = (int) size;
            } else if (flush != null) {
                flushNanos = Args.time(word, flush).toNanos();
            } else if (overflow != null) {
                drop = overflow(word, overflow);
            } else if (Args.keyed(word, "if") != null) {
                condition = word;
            } else {
                refuse(word);
            }
        }

        private static boolean overflow(Word word, String value) throws Refusal {
            if (!value.equals("wait") && !value.equals("drop")) {
                throw new Refusal(word, "is not a valid parameter", "expected overflow=wait or overflow=drop");
            }
            return value.equals("drop");
        }

        private static void refuse(Word word) throws Refusal {
            if (word.text().equals("gzip") || word.text().startsWith("gzip=")) {
                throw new Refusal(word, "is not supported yet", "compress logs when they are rotated");
            }
            throw new Refusal(
                    word,
                    "is not a valid parameter",
                    "expected buffer=size, flush=time, overflow=wait|drop or if=condition");
        }

        LogFile.Buffering buffering() {
            if (bytes == 0 && flushNanos == 0) {
                return LogFile.Buffering.NONE;
            }
            return new LogFile.Buffering(bytes == 0 ? BUFFER_OF_FLUSH : bytes, flushNanos);
        }
    }
}
