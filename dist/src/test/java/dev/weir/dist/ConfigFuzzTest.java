package dev.weir.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.config.diagnostic.CaretRenderer;
import dev.weir.config.diagnostic.Diagnostic;
import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Catalog;
import dev.weir.config.directive.Context;
import dev.weir.config.directive.Directive;
import dev.weir.config.scope.Binder;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.ConfigFile;
import dev.weir.config.syntax.Source;
import dev.weir.config.syntax.Span;
import dev.weir.config.syntax.Statement;
import dev.weir.config.syntax.SyntaxReader;
import dev.weir.testkit.fuzz.FuzzRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Configurations: their words are those that {@link NaiveConfig} reads, each mistake is told at a place inside the
 * text, and a text without one means the same when it is written again. Parts are built only where the JVM looks no
 * names up ({@code -Djdk.net.hosts.file}): what a name becomes here may be anybody's.
 */
public class ConfigFuzzTest {
    private static final Catalog CATALOG = new Catalog(Features.all());
    private static final boolean BUILDS = System.getProperty("jdk.net.hosts.file") != null;
    private static final CommandLine COMMAND_LINE = new CommandLine(
            CommandLine.Action.TEST,
            Path.of("target").toAbsolutePath(),
            Path.of("target/fuzz.conf").toAbsolutePath(),
            Optional.empty(),
            "",
            true,
            null,
            null);
    private static Engine engine;

    private static final String[] WORDS = {
        ";",
        "{",
        "}",
        "\"",
        "'",
        "\\",
        "$",
        "${",
        "#",
        "\n",
        " ",
        "on",
        "off",
        "10m",
        "1h",
        "-1",
        "99999999999999999999",
        "0",
        "$uri",
        "$arg_a",
        "~*",
        "~",
        "^~",
        "(",
        ")",
        "[",
        "*",
        "127.0.0.1:80",
        "unix:/x",
        "zone=a:1m",
        "=",
        "!",
        "http {",
        "server {",
        "location / {",
        "upstream u {",
        "if ($uri) {",
        "default",
        "keepalive",
        "ssl",
        "\303\244",
        "\377",
        "\0",
    };

    /** A target of the fuzzers. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Source source = new Source("fuzz.conf", new String(input, StandardCharsets.UTF_8));
        Diagnostics diagnostics = new Diagnostics();
        List<Statement> statements = SyntaxReader.read(source, diagnostics);
        List<String> naive = NaiveConfig.words(source.text());
        assertEquals(naive == null, diagnostics.hasErrors(), () -> CaretRenderer.render(diagnostics));
        if (naive != null) {
            assertEquals(naive, words(statements));
            again(statements);
        }
        Scope main = Binder.bind(statements, CATALOG, diagnostics);
        if (BUILDS && !diagnostics.hasErrors()) {
            ConfigFile file = new ConfigFile(statements, List.of(source));
            build(new Configuration(CATALOG, file, main, diagnostics, true));
        }
        diagnostics.all().forEach(diagnostic -> judge(diagnostic, source));
        String told = CaretRenderer.render(diagnostics);
        assertEquals(diagnostics.all().isEmpty(), told.isEmpty());
        assertTrue(told.chars().noneMatch(c -> c < ' ' && c != '\n' && c != '\t' || c == 0x7f), told);
    }

    /** As a reload does, beside an engine that never starts. */
    private static void build(Configuration configuration) throws IOException {
        if (engine == null) {
            Diagnostics none = new Diagnostics();
            Scope main = Binder.bind(List.of(), CATALOG, none);
            engine = new Engine(
                    new Configuration(CATALOG, new ConfigFile(List.of(), List.of()), main, none, true), COMMAND_LINE);
        }
        engine.plan(configuration);
    }

    private static void judge(Diagnostic diagnostic, Source source) {
        assertTrue(!diagnostic.problem().isBlank());
        judge(diagnostic.subject(), source);
        diagnostic.related().forEach(related -> judge(related.span(), source));
    }

    private static void judge(Span span, Source source) {
        if (span != null) {
            boolean inside = span.source() == source
                    && 0 <= span.start()
                    && span.start() <= span.end()
                    && span.end() <= source.text().length();
            assertTrue(inside && span.line() > 0 && span.column() > 0, span::toString);
        }
    }

    private static void again(List<Statement> statements) {
        StringBuilder text = new StringBuilder();
        for (String word : words(statements)) {
            String quoted = word.substring(1).replace("\\", "\\\\").replace("\"", "\\\"");
            text.append(word.startsWith("w") ? '"' + quoted + "\" " : word);
        }
        Diagnostics none = new Diagnostics();
        assertEquals(words(statements), words(SyntaxReader.read(new Source("again", text.toString()), none)));
        assertTrue(none.all().isEmpty());
    }

    /** As {@link NaiveConfig#words} gives them. */
    private static List<String> words(List<Statement> statements) {
        List<String> words = new ArrayList<>();
        for (Statement statement : statements) {
            words.add("w" + statement.name().text());
            statement.args().forEach(arg -> words.add("w" + arg.text()));
            words.add(statement instanceof Statement.Block ? "{" : ";");
            if (statement instanceof Statement.Block block) {
                words.addAll(words(block.body()));
                words.add("}");
            }
        }
        return words;
    }

    /** The example of each directive, in each place where it may stand. */
    private static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add("events {}\n\"a\"x 'b';\n".getBytes(StandardCharsets.UTF_8));
        for (Directive<?> directive : CATALOG.directives()) {
            for (Context context : directive.contexts()) {
                seeds.add(within(context, directive.example()).getBytes(StandardCharsets.UTF_8));
            }
        }
        return seeds;
    }

    private static String within(Context context, String example) {
        String server = "http { server { listen 127.0.0.1:8080; ";
        return switch (context) {
            case MAIN -> example;
            case EVENTS -> "events {\n  " + example + "\n}\n";
            case HTTP -> "http {\n  " + example + "\n}\n";
            case SERVER -> server + example + " } }";
            case LOCATION -> server + "location /a { " + example + " } } }";
            case UPSTREAM -> "http { upstream u { server 127.0.0.1:1; " + example + " } }";
            case SERVER_IF -> server + "if ($uri) { " + example + " } } }";
            case LOCATION_IF -> server + "location / { if ($uri) { " + example + " } } } }";
            case LIMIT_EXCEPT -> server + "location / { limit_except GET { " + example + " } } } }";
        };
    }

    @Test
    void damagedConfigurations() throws InterruptedException {
        FuzzRun.of(ConfigFuzzTest::fuzzerTestOneInput, seeds()).words(WORDS).run(2_000);
    }
}
