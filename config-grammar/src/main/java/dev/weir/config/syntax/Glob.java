package dev.weir.config.syntax;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Masks of file names as POSIX glob(3) reads them: {@code *}, {@code ?} and {@code [...]} in any part of a path, none
 * of which matches a leading dot. The JDK's own globs differ (braces, dots).
 *
 * <p>Thread: any; stateless.
 */
final class Glob {
    private Glob() {}

    static boolean isMask(String name) {
        return name.indexOf('*') >= 0 || name.indexOf('?') >= 0 || name.indexOf('[') >= 0;
    }

    /** The files that match, sorted by name; none when a directory is missing or may not be read. */
    static List<Path> matches(Path prefix, String mask) {
        List<Path> found = List.of(mask.startsWith("/") ? Path.of("/") : prefix);
        for (String part : mask.split("/")) {
            if (!part.isEmpty()) {
                found = step(found, part);
            }
        }
        return found;
    }

    private static List<Path> step(List<Path> directories, String part) {
        List<Path> found = new ArrayList<>();
        for (Path directory : directories) {
            if (isMask(part)) {
                found.addAll(list(directory, part));
            } else if (Files.exists(directory.resolve(part))) {
                found.add(directory.resolve(part));
            }
        }
        return found;
    }

    private static List<Path> list(Path directory, String part) {
        List<String> names = new ArrayList<>();
        Pattern pattern = pattern(part);
        boolean hidden = part.startsWith(".");
        // An empty path is the working directory, which must not appear in the names found.
        Path listed = directory.toString().isEmpty() ? Path.of(".") : directory;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(listed)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if ((hidden || !name.startsWith(".")) && pattern.matcher(name).matches()) {
                    names.add(name);
                }
            }
        } catch (IOException unreadable) {
            return List.of();
        }
        names.sort(null);
        List<Path> found = new ArrayList<>(names.size());
        for (String name : names) {
            found.add(directory.resolve(name));
        }
        return found;
    }

    private static Pattern pattern(String part) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            int close = c == '[' ? part.indexOf(']', i + 2) : -1;
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (close > 0) {
                regex.append(set(part.substring(i + 1, close)));
                i = close;
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        try {
            return Pattern.compile(regex.toString(), Pattern.DOTALL);
        } catch (PatternSyntaxException reversedRange) {
            return Pattern.compile(Pattern.quote(part));
        }
    }

    private static String set(String members) {
        boolean not = members.startsWith("!") || members.startsWith("^");
        String plain = not ? members.substring(1) : members;
        return (not ? "[^" : "[") + plain.replaceAll("[\\[\\]\\\\&^]", "\\\\$0") + "]";
    }
}
