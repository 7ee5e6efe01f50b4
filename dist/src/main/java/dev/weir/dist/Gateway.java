package dev.weir.dist;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.IntConsumer;

/**
 * All that the program's frame knows of the server: read a configuration, check it, run it.
 *
 * <p>Every method is called on thread {@code main}.
 */
public interface Gateway {

    /**
     * Reads and checks the configuration; opens nothing and writes nothing but diagnostics.
     *
     * @throws StartFailure when it has errors; these have been printed to {@code err} already if the message is empty
     */
    Prepared prepare(CommandLine commandLine, PrintStream err) throws StartFailure;

    /**
     * {@code -t} and {@code -T}: checks the configuration and says so, as far as {@code -q} allows.
     *
     * @return the exit code: 0 good, 1 not
     */
    int test(CommandLine commandLine, PrintStream out, PrintStream err);

    /**
     * {@code --from-nginx}: tells what becomes of each directive.
     *
     * @return the exit code: 0 when Weir runs the configuration as it is, 1 when not
     * @throws StartFailure when it cannot be judged
     */
    int report(CommandLine commandLine, PrintStream out) throws StartFailure;

    /**
     * {@code --reference}: writes {@code directives.md}, {@code variables.md} and {@code nginx.md} into a folder.
     *
     * @throws StartFailure when that folder cannot be written
     */
    void writeReference(Path folder) throws StartFailure;

    /** A configuration that is fit to run. */
    interface Prepared {
        /** The absolute path named by {@code pid}. */
        Path pidFile();

        /** Whether {@code daemon on} asks to run in the background. */
        boolean daemon();

        /**
         * Opens listeners and logs, starts the threads and returns.
         *
         * @param ended called once, on any thread, when the server has come to its end by itself, a completed
         *     {@link Running#quit} included; its argument is the exit code. Not called after {@link Running#stop}.
         * @throws StartFailure when a port is taken or a file cannot be opened; whatever was opened is closed again
         */
        Running start(IntConsumer ended) throws StartFailure;
    }

    /** A server that runs. No method waits for the network. */
    interface Running {
        /** TERM, INT: cuts all connections, writes out the logs, and returns when that is done. */
        void stop();

        /** QUIT: stops accepting, lets connections finish; returns at once, the end is told to {@code ended}. */
        void quit();

        /** USR1: opens the log files anew. */
        void reopen();

        /**
         * HUP: takes a changed configuration into use; a wrong one changes nothing and is told in the error log.
         *
         * @return the pid file that the configuration now in force names
         */
        Path reload();

        /** About once a second while nothing else is asked for. */
        void look();
    }
}
