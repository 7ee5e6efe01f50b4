package dev.weir.dist;

import dev.weir.dist.CommandLine.Action;
import dev.weir.dist.CommandLine.Wrong;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Walks the arguments as nginx does: flags may be joined ({@code -tq}), a value may follow its letter directly or as
 * the next argument, and of an option given twice the last one counts. Thread: main.
 */
final class OptionReader {
    private static final String DEFAULT_CONFIGURATION = "conf/weir.conf";

    private final String[] arguments;
    private int next;

    private Action action = Action.RUN;
    private boolean quiet;
    private String prefix;
    private String configuration = DEFAULT_CONFIGURATION;
    private String errorLog;
    private String globals = "";
    private String reference;
    private String nginxFile;
    private ControlSignal signal;

    OptionReader(String[] arguments) {
        this.arguments = arguments;
    }

    CommandLine read(Path home, Path workingFolder) throws Wrong {
        while (next < arguments.length) {
            readArgument(arguments[next++]);
        }
        if (action == Action.FROM_NGINX) {
            // As the file would be used: with its own folder as the prefix.
            Path file = workingFolder.resolve(nginxFile);
            prefix = prefix == null ? file.getParent().toString() : prefix;
            configuration = file.toString();
        }
        Path root = prefix == null ? home : workingFolder.resolve(prefix);
        return new CommandLine(
                action,
                root.normalize(),
                root.resolve(configuration).normalize(),
                Optional.ofNullable(errorLog),
                globals,
                quiet,
                signal,
                reference == null ? null : workingFolder.resolve(reference).normalize());
    }

    private void readArgument(String argument) throws Wrong {
        if (argument.equals("--reference")) {
            reference = valueOf("--reference", "", "directory name");
            ask(Action.REFERENCE);
        } else if (argument.equals("--from-nginx")) {
            nginxFile = valueOf("--from-nginx", "", "file name");
            ask(Action.FROM_NGINX);
        } else if (argument.equals("--help")) {
            ask(Action.HELP);
        } else if (argument.equals("--train")) {
            ask(Action.TRAIN);
        } else if (argument.length() < 2 || argument.charAt(0) != '-' || argument.charAt(1) == '-') {
            throw invalid(argument);
        } else {
            readLetters(argument);
        }
    }

    private void readLetters(String argument) throws Wrong {
        for (int i = 1; i < argument.length(); i++) {
            char letter = argument.charAt(i);
            if (isFlag(letter)) {
                continue;
            }
            takeValue(letter, argument.substring(i + 1));
            return;
        }
    }

    private boolean isFlag(char letter) {
        switch (letter) {
            case 'h', '?' -> ask(Action.HELP);
            case 'v' -> ask(Action.VERSION);
            case 'V' -> ask(Action.BUILD);
            case 't' -> ask(Action.TEST);
            case 'T' -> ask(Action.DUMP);
            case 'q' -> quiet = true;
            default -> {
                return false;
            }
        }
        return true;
    }

    private void takeValue(char letter, String glued) throws Wrong {
        String option = "-" + letter;
        switch (letter) {
            case 'p' -> prefix = valueOf(option, glued, "directory name");
            case 'c' -> configuration = valueOf(option, glued, "file name");
            case 'e' -> errorLog = valueOf(option, glued, "file name");
            case 'g' -> globals = valueOf(option, glued, "parameter");
            case 's' -> {
                String name = valueOf(option, glued, "parameter");
                signal = ControlSignal.named(name).orElseThrow(() -> invalid("-s " + name));
                ask(Action.SIGNAL);
            }
            default -> throw invalid(option);
        }
    }

    private static Wrong invalid(String option) {
        return new Wrong("invalid option: \"" + option + "\"; weir -h lists the options");
    }

    private String valueOf(String option, String glued, String kind) throws Wrong {
        if (!glued.isEmpty()) {
            return glued;
        }
        if (next < arguments.length && !arguments[next].isEmpty()) {
            return arguments[next++];
        }
        throw new Wrong("option \"" + option + "\" requires " + kind);
    }

    /** Of several actions the one that does least wins: help before version before test before signal before run. */
    private void ask(Action asked) {
        if (rank(asked) > rank(action)) {
            action = asked;
        }
    }

    private static int rank(Action action) {
        return switch (action) {
            case RUN -> 0;
            case TRAIN -> 1;
            case REFERENCE -> 2;
            case SIGNAL -> 3;
            case TEST -> 4;
            case DUMP -> 5;
            case FROM_NGINX -> 6;
            case VERSION -> 7;
            case BUILD -> 8;
            case HELP -> 9;
        };
    }
}
