package dev.weir.dist;

import java.io.PrintStream;
import java.nio.file.Path;

/**
 * The program. Reads the command line and does what it asks; {@code -v}, {@code -V} and {@code -h} are answered before
 * any other class is loaded. Thread: main.
 */
public final class Main {
    private static final int FAILURE = 1;

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        int exitCode = run(arguments, System.out, System.err);
        System.out.flush();
        System.err.flush();
        // Not a return: a thread that hangs must not keep a stopped gateway alive.
        System.exit(exitCode);
    }

    private static int run(String[] arguments, PrintStream out, PrintStream err) throws InterruptedException {
        CommandLine commandLine;
        try {
            commandLine = CommandLine.parse(arguments, home(), workingFolder());
        } catch (CommandLine.Wrong e) {
            err.println("weir: " + e.getMessage());
            return FAILURE;
        }
        try {
            return run(commandLine, arguments, out, err);
        } catch (StartFailure e) {
            if (!e.getMessage().isEmpty()) {
                err.println("weir: " + e.getMessage());
            }
            return FAILURE;
        }
    }

    private static int run(CommandLine commandLine, String[] arguments, PrintStream out, PrintStream err)
            throws StartFailure, InterruptedException {
        return switch (commandLine.action()) {
            case HELP -> About.help(err);
            case VERSION -> About.version(err);
            case BUILD -> About.build(err);
            case TEST, DUMP -> gateway().test(commandLine, out, err);
            case FROM_NGINX -> gateway().report(commandLine, out);
            case SIGNAL -> Control.send(gateway().prepare(commandLine, err).pidFile(), commandLine.signal());
            case REFERENCE -> {
                gateway().writeReference(commandLine.reference());
                yield 0;
            }
            case TRAIN -> Training.run(gateway(), err);
            case RUN -> new Service(gateway(), commandLine, arguments).run(err);
        };
    }

    private static Gateway gateway() {
        return new WeirGateway();
    }

    /** Where the distribution is unpacked; the working folder when the program was not started by its launcher. */
    static Path home() {
        return Path.of(System.getProperty("weir.home", "")).toAbsolutePath().normalize();
    }

    private static Path workingFolder() {
        return Path.of("").toAbsolutePath();
    }
}
