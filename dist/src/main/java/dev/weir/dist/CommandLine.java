package dev.weir.dist;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the operator asked for; the options are nginx's, plus {@code --from-nginx}, {@code --reference} and
 * {@code --help}.
 *
 * <p>Paths are absolute. Written by hand because a library for this would cost more start-up time than the rest of the
 * program (docs/decisions/dependencies.md). Thread: any.
 *
 * @param action what to do
 * @param prefix {@code -p}, the folder that relative paths of the configuration start at
 * @param configuration {@code -c}, relative to the prefix
 * @param errorLog {@code -e}: a file, relative to the prefix, or {@code stderr}
 * @param globals {@code -g}: directives of the main context, empty when not given
 * @param quiet {@code -q}: a successful {@code -t} says nothing
 * @param signal what {@code -s} sends; null unless the action is {@link Action#SIGNAL}
 * @param reference where {@code --reference} writes to; null unless the action is {@link Action#REFERENCE}
 */
public record CommandLine(
        Action action,
        Path prefix,
        Path configuration,
        Optional<String> errorLog,
        String globals,
        boolean quiet,
        ControlSignal signal,
        Path reference) {

    /** What this run of the program does. */
    public enum Action {
        /** Start the gateway. */
        RUN,
        /** {@code -t}: check the configuration. */
        TEST,
        /** {@code -T}: check the configuration and print it. */
        DUMP,
        /** {@code -s}: send a signal to the running gateway. */
        SIGNAL,
        /** {@code -v}. */
        VERSION,
        /** {@code -V}. */
        BUILD,
        /** {@code -h}, {@code -?}, {@code --help}. */
        HELP,
        /** {@code --from-nginx}: tell what becomes of a configuration of nginx. */
        FROM_NGINX,
        /** {@code --reference}: write the pages that document directives and variables. */
        REFERENCE,
        /** {@code --train}: serve a few requests to itself, so that the JVM can archive the classes this loads. */
        TRAIN
    }

    /** A command line that makes no sense; the message is for the operator, without the program's name. */
    public static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        Wrong(String message) {
            super(message, null, false, false);
        }
    }

    /** Whether the configuration is only to be checked. */
    public boolean isTest() {
        return action == Action.TEST || action == Action.DUMP;
    }

    /**
     * Reads the arguments.
     *
     * @param home where the distribution is unpacked: the default prefix
     * @param workingFolder what a relative {@code -p} or {@code --reference} starts at
     * @throws Wrong when an option is unknown or lacks its value
     */
    public static CommandLine parse(String[] arguments, Path home, Path workingFolder) throws Wrong {
        return new OptionReader(arguments).read(home, workingFolder);
    }
}
