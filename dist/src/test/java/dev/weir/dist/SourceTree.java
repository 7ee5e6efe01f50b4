package dev.weir.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Java files of all modules, as text: enough for the rules of {@link TidyTest}, and without a parser.
 *
 * @param files in the order of their paths
 */
record SourceTree(List<File> files) {
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?([\\w.*]+);");

    /** Comments, strings and characters: whatever is no code. */
    private static final Pattern NO_CODE = Pattern.compile(String.join(
            "|",
            "/\\*(?s:.*?)\\*/",
            "//[^\\n]*",
            "\"\"\"(?s:.*?)(?<!\\\\)\"\"\"",
            "\"(?:\\\\.|[^\"\\\\\\n])*\"",
            "'(?:\\\\.|[^'\\\\\\n])+'"));

    /** A member indented once or twice that has a body: palantir-java-format ends its head with "{". */
    private static final Pattern METHOD_HEAD =
            Pattern.compile("^( {4}| {8})(?! )(?:@\\w+ )?[\\w<>\\[\\], ?.&]*?(\\w+)\\(.*|^( {4}| {8})static \\{$");

    private static final Pattern TYPE_OR_FIELD =
            Pattern.compile("^\\s+[^(]*\\b(?:class|record|interface|enum|new|return|throw)\\b.*|^[^(]*=.*");

    /** One method: its name and its length from head to closing brace. */
    record Method(String name, int lines) {}

    /** One file. {@code code} is its text with comments and literals blanked out, line by line the same. */
    record File(String path, String module, String text, String code) {
        static File of(String path, String module, String text) {
            return new File(path, module, text, blanked(text));
        }

        /** Without folders. */
        String name() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        boolean isPackageInfo() {
            return name().equals("package-info.java");
        }

        List<String> lines() {
            return text.lines().toList();
        }

        String packageName() {
            Matcher matcher = PACKAGE.matcher(code);
            return matcher.find() ? matcher.group(1) : "";
        }

        List<String> imports() {
            return IMPORT.matcher(code).results().map(hit -> hit.group(1)).toList();
        }

        /** Methods and constructors, by the indentation that the formatter guarantees. */
        List<Method> methods() {
            List<Method> methods = new ArrayList<>();
            List<String> lines = code.lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                Matcher head = METHOD_HEAD.matcher(lines.get(i));
                if (head.matches() && !TYPE_OR_FIELD.matcher(lines.get(i)).matches()) {
                    String indent = head.group(1) == null ? head.group(3) : head.group(1);
                    String name = head.group(2) == null ? "static block" : head.group(2);
                    int end = endOf(lines, i, indent);
                    if (end > i) {
                        methods.add(new Method(name, end - i + 1));
                    }
                }
            }
            return methods;
        }

        private static int endOf(List<String> lines, int head, String indent) {
            for (int i = head; i < lines.size(); i++) {
                String line = lines.get(i);
                if (i > head && line.equals(indent + "}")) {
                    return i;
                }
                if (line.startsWith(indent) && line.endsWith(";") && !line.startsWith(indent + " ")) {
                    return head;
                }
            }
            return head;
        }
    }

    /** What is shipped or helps to test. */
    static SourceTree main() throws IOException {
        return read("src/main/java");
    }

    /** The tests themselves. */
    static SourceTree test() throws IOException {
        return read("src/test/java");
    }

    SourceTree and(SourceTree other) {
        return new SourceTree(
                Stream.concat(files.stream(), other.files.stream()).toList());
    }

    /** Without the file of this class. */
    SourceTree without(String className) {
        Predicate<File> kept = file -> !file.name().equals(className + ".java");
        return new SourceTree(files.stream().filter(kept).toList());
    }

    private static SourceTree read(String folder) throws IOException {
        Path root = Path.of("..").toAbsolutePath().normalize();
        List<File> files = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.filter(m -> Files.isRegularFile(m.resolve("pom.xml")))
                    .sorted()
                    .toList()) {
                if (Files.isDirectory(module.resolve(folder))) {
                    collect(root, module, module.resolve(folder), files);
                }
            }
        }
        return new SourceTree(List.copyOf(files));
    }

    private static void collect(Path root, Path module, Path folder, List<File> files) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path :
                    paths.filter(p -> p.toString().endsWith(".java")).sorted().toList()) {
                String text = Files.readString(path);
                String name = root.relativize(path).toString();
                files.add(File.of(name, module.getFileName().toString(), text));
            }
        }
    }

    private static String blanked(String text) {
        return NO_CODE.matcher(text).replaceAll(hit -> hit.group().replaceAll("[^\\n]", ""));
    }
}
