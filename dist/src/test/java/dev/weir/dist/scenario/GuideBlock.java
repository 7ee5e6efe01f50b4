package dev.weir.dist.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A fenced block of a guide. Thread: any.
 *
 * @param kind what stands behind the fence: {@code nginx}, {@code console}, {@code js}
 * @param line of the fence, from 1
 * @param text without the indentation of the fence
 */
record GuideBlock(String kind, int line, String text) {
    private static final String FENCE = "```";

    /** A line behind a prompt, and what is printed. */
    record Command(String line, List<String> output) {
        /** Whether this is what it is to print; {@code …} stands for any text, alone in a line for any lines. */
        boolean prints(String actual) {
            StringBuilder pattern = new StringBuilder();
            for (String expected : output) {
                pattern.append(
                        expected.equals("…")
                                ? "(?:.*\n)*?"
                                : String.join(
                                                ".*",
                                                List.of(expected.split("…", -1)).stream()
                                                        .map(Pattern::quote)
                                                        .toList())
                                        + "\n");
            }
            return Pattern.matches(pattern.toString(), actual.replace("\r\n", "\n"));
        }
    }

    /** All blocks of one kind in a guide. */
    static List<GuideBlock> of(String guide, String kind) {
        List<GuideBlock> blocks = new ArrayList<>();
        List<String> lines = read(guide);
        for (int i = 0; i < lines.size(); i++) {
            int indent = lines.get(i).indexOf(FENCE);
            if (indent >= 0 && lines.get(i).strip().equals(FENCE + kind)) {
                StringBuilder text = new StringBuilder();
                int start = i + 1;
                while (!lines.get(++i).strip().equals(FENCE)) {
                    text.append(lines.get(i)
                                    .substring(Math.min(indent, lines.get(i).length())))
                            .append('\n');
                }
                blocks.add(new GuideBlock(kind, start, text.toString()));
            }
        }
        if (blocks.isEmpty()) {
            throw new AssertionError(guide + " has no block of " + kind);
        }
        return blocks;
    }

    /** The commands of a console. */
    List<Command> commands() {
        List<Command> commands = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("$ ")) {
                commands.add(new Command(line.substring(2), new ArrayList<>()));
            } else {
                commands.get(commands.size() - 1).output().add(line);
            }
        }
        return commands;
    }

    private static List<String> read(String guide) {
        try {
            return Files.readAllLines(Path.of("../docs/guides", guide));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
