package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.WeirServer;

/** What scenarios of reloading have in common. */
final class Reloads {
    private Reloads() {}

    /** A gateway with two workers and statistics, with this in its main level and this in its server. */
    static String gateway(String main, String server) {
        return """
                worker_processes 2;
                error_log logs/error.log notice;
                events { worker_connections 4096; }
                %s
                http {
                    access_log off;
                    server {
                        listen 127.0.0.1:@port@;
                        location = /stat { ws_stat; }
                        %s
                    }
                }
                """.formatted(main, server);
    }

    static String gateway(String server) {
        return gateway("", server);
    }

    /** Takes another configuration into use, and waits until it is in force. */
    static void reload(WeirServer weir, String configuration) {
        weir.reconfigure(configuration);
        long generation = generation(weir);
        weir.signal("HUP");
        Scenario.soon().until(() -> generation(weir) == generation + 1);
    }

    /** The same for one without statistics, by what its log tells at {@code notice}. */
    static void reloadTold(WeirServer weir, String configuration) {
        long before = told(weir, "reload is done");
        weir.reconfigure(configuration);
        weir.signal("HUP");
        Scenario.soon().until(() -> told(weir, "reload is done") == before + 1);
    }

    /** Takes a configuration that cannot be used, and waits until that is told; answers what the log says. */
    static String fail(WeirServer weir, String configuration) {
        long before = told(weir, "reload failed");
        weir.reconfigure(configuration);
        weir.signal("HUP");
        Scenario.soon().until(() -> told(weir, "reload failed") == before + 1);
        assertEquals(1, live(weir));
        return String.join("\n", weir.logLines("error.log"));
    }

    private static long told(WeirServer weir, String text) {
        return weir.logLines("error.log").stream()
                .filter(line -> line.contains(text))
                .count();
    }

    /** The number of the configuration in force. */
    static long generation(WeirServer weir) {
        return PushScenario.stat(weir, "generation");
    }

    /** How many configurations serve connections. */
    static long live(WeirServer weir) {
        return PushScenario.stat(weir, "live");
    }
}
