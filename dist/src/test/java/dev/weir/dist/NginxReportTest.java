package dev.weir.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.config.directive.Catalog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --from-nginx} and the page of nginx's directives. */
class NginxReportTest {
    @TempDir
    private Path folder;

    /** The exit code and then what was printed, with the folder taken out. */
    private String report(String configuration) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            Files.writeString(folder.resolve("nginx.conf"), configuration);
            CommandLine line = CommandLine.parse(new String[] {"--from-nginx", "nginx.conf"}, folder, folder);
            int exitCode = new WeirGateway().report(line, out);
            return exitCode + "\n" + bytes.toString(StandardCharsets.UTF_8).replace(folder + "/", "");
        } catch (IOException | CommandLine.Wrong | StartFailure e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatRunsHasNoEffectOrIsMissing() throws IOException {
        Files.createDirectories(folder.resolve("conf.d"));
        Files.writeString(folder.resolve("conf.d/php.conf"), """
                location ~ \\.php$ {
                    fastcgi_pass 127.0.0.1:9000;
                }
                location / { proxy_pass http://127.0.0.1:8080; }
                """);
        assertEquals("""
                1
                Missing: Weir does not start with these:
                  nginx.conf:7: more_set_headers: neither nginx nor Weir has it; a module's?
                  conf.d/php.conf:2: fastcgi_pass: not planned: Weir speaks HTTP to backends; put the application's own\
                 HTTP server behind it
                  nginx.conf:11: stream: not planned: Weir does not proxy plain TCP; its block is not looked into

                Wrong, or not to be used here:
                  nginx.conf:6: "4x" is not a valid time for send_timeout; expected a time such as 30s, 5m or 12h

                Accepted without effect:
                  nginx.conf:1: user: a JVM cannot change its user; start Weir as the user it should be
                  nginx.conf:2: worker_priority: it tunes a part of nginx that Weir does not have

                Runs as it is:
                  http: nginx.conf:3
                  server: nginx.conf:4
                  listen: nginx.conf:5
                  location: conf.d/php.conf:1, conf.d/php.conf:4
                  proxy_pass: conf.d/php.conf:4

                12 directives: 6 run as they are; 2 without effect; 3 missing; 1 wrong.
                Weir does not run this configuration as it is.
                """, report("""
                user www-data;
                worker_priority 5;
                http {
                    server {
                        listen 8080;
                        send_timeout 4x;
                        more_set_headers "X-A: 1";
                        include conf.d/*.conf;
                    }
                }
                stream { server { listen 53; } }
                """));
    }

    @Test
    void oneThatRunsWhole() {
        String report = report("events { worker_connections 64; } http { server { return 204; } }");
        assertTrue(report.startsWith("0\n"), report);
        assertTrue(report.endsWith("Weir runs this configuration.\n"), report);
    }

    @Test
    void mistakesThatShowOnlyWhenAllIsBuiltAreToldToo() {
        String report = report("http { server { location / { return 200 $nothing; } } }");
        assertTrue(report.startsWith("1\nWrong") && report.contains("nginx.conf:1: "), report);
    }

    @Test
    void aFileThatIsNotThereIsTold() {
        String report = report("include nowhere.conf;");
        assertTrue(report.startsWith("1\nWrong") && report.contains("nowhere.conf"), report);
    }

    @Test
    void everyNameOfNginxHasAnAnswer() {
        Catalog catalog = new Catalog(Features.all());
        NginxAnswers answers = new NginxAnswers(catalog);
        for (String name : catalog.nginxNames()) {
            assertFalse(
                    answers.to(name).kind() != NginxAnswers.Kind.RUNS
                            && answers.to(name).why().isBlank(),
                    name);
        }
        assertTrue(NginxPage.of(catalog).contains("\n| `proxy_pass` | [runs](directives.md#proxy_pass) |\n"));
    }
}
