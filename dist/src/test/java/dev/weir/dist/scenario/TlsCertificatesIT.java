package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.TestCertificates;
import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates that variables name or a reload changes, sessions that outlive it, and commands of OpenSSL. */
class TlsCertificatesIT {
    private static final String GATEWAY = """
            error_log logs/error.log info;
            events { worker_connections 1024; }
            http {
                access_log off;
                server { listen 127.0.0.1:@stat@; location = /stat { ws_stat; } }
            SERVERS
            }
            """;

    private static final String VARIED = """
            map $ssl_server_name $pem { two.example "DATA"; }
            map $ssl_server_name $key { two.example "KEY"; }
            ssl_certificate CERTS/$ssl_server_name.pem;
            ssl_certificate_key CERTS/$ssl_server_name.key;
            server {
                listen 127.0.0.1:@port@ ssl default_server;
                return 200 "$ssl_server_name $server_name";
            }
            server {
                listen 127.0.0.1:@port@ ssl;
                server_name two.example;
                ssl_certificate data:$pem;
                ssl_certificate_key data:$key;
                location / { return 200 "data"; }
                location /as/ {
                    proxy_pass https://127.0.0.1:@judge@/;
                    proxy_ssl_certificate CERTS/$arg_who.pem;
                    proxy_ssl_certificate_key CERTS/$arg_who.key;
                }
                location /quiet/ {
                    proxy_pass https://127.0.0.1:@judge@/name;
                    proxy_ssl_name $arg_who;
                }
                location /told/ {
                    proxy_pass https://127.0.0.1:@judge@/name;
                    proxy_ssl_name $arg_who;
                    proxy_ssl_server_name on;
                }
                location /never/quiet/ {
                    proxy_pass https://127.0.0.1:@judge@/name;
                    proxy_ssl_name one.example;
                    proxy_ssl_session_reuse off;
                }
                location /never/told/ {
                    proxy_pass https://127.0.0.1:@judge@/name;
                    proxy_ssl_name one.example;
                    proxy_ssl_server_name on;
                    proxy_ssl_session_reuse off;
                }
                location /unknown/ {
                    proxy_pass https://127.0.0.1:@judge@/;
                    proxy_ssl_certificate $arg_who;
                    proxy_ssl_certificate_key $arg_who;
                }
            }
            server {
                listen 127.0.0.1:@judge@ ssl;
                ssl_certificate CERTS/one.example.pem;
                ssl_certificate_key CERTS/one.example.key;
                ssl_client_certificate CERTS/ca.pem;
                ssl_verify_client optional;
                location / { return 200 "$ssl_client_verify $ssl_client_s_dn"; }
                location /name { return 200 "$ssl_session_reused $ssl_server_name"; }
            }
            """;

    private static final String PLAIN = """
            server {
                listen 127.0.0.1:@port@ ssl;
                ssl_certificate CERTS/moving.pem;
                ssl_certificate_key CERTS/moving.key;
                ssl_session_timeout TIMEOUT;
                return 200 "$ssl_session_reused";
            }
            """;

    private static final String COMMANDED = """
            server {
                listen 127.0.0.1:@port@ ssl;
                ssl_certificate CERTS/one.example.pem;
                ssl_certificate_key CERTS/one.example.key;
                COMMANDS
                return 200 "$ssl_protocol $ssl_cipher";
            }
            """;

    @TempDir
    private static Path folder;

    private static TlsProbe probe;

    @BeforeAll
    static void makeCertificates() {
        probe = new TlsProbe(folder);
        new TestCertificates(folder)
                .authority("ca")
                .rsa("one.example", "ca")
                .ec("two.example", "ca")
                .rsa("under_score.example", "ca")
                .ec("client", "ca");
    }

    private static String gateway(String servers) {
        return GATEWAY.replace("SERVERS", servers).replace("CERTS", folder.toString());
    }

    private static void put(String from, String to) throws IOException {
        for (String kind : new String[] {".pem", ".key"}) {
            Files.copy(folder.resolve(from + kind), folder.resolve(to + kind), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void variablesNameThem() throws IOException {
        String servers = VARIED.replace("DATA", Files.readString(folder.resolve("two.example.pem")))
                .replace("KEY", Files.readString(folder.resolve("two.example.key")));
        try (WeirServer weir = WeirServer.of(gateway(servers)).start()) {
            int port = weir.port();
            assertEquals("one.example ", probe.curl("one.example", port, "/"));
            assertEquals("data", probe.curl("two.example", port, "/"));
            assertEquals("under_score.example ", probe.curl("under_score.example", port, "/", "-k"));
            assertEquals("SUCCESS CN=client", probe.curl("two.example", port, "/as/?who=client"));
            assertEquals("NONE ", probe.curl("two.example", port, "/unknown/"));
            assertTrue(probe.curl("two.example", port, "/as/?who=nobody").contains("500 Internal Server Error"));

            assertEquals(". ", probe.curl("two.example", port, "/quiet/?who=one.example"));
            assertEquals("r ", probe.curl("two.example", port, "/quiet/?who=one.example"));
            assertEquals(". one.example", probe.curl("two.example", port, "/told/?who=one.example"));
            assertEquals("r one.example", probe.curl("two.example", port, "/told/?who=one.example"));
            assertEquals(". ", probe.curl("two.example", port, "/never/quiet/"));
            assertEquals(". one.example", probe.curl("two.example", port, "/never/told/"));
            assertEquals(". under_score.example", probe.curl("two.example", port, "/told/?who=under_score.example"));

            String refused = probe.curl("new.example", port, "/");
            assertTrue(refused.contains("internal error"), refused);
            Scenario.awaitLog(
                    weir, "error.log", "new.example.pem\": no such file while SSL handshaking, client: 127.0.0.1");
            new TestCertificates(folder).rsa("new.example", "ca");
            assertEquals("new.example ", probe.curl("new.example", port, "/"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void sessionsOutliveAReloadButNotTheirCertificate(String version) throws IOException {
        put("one.example", "moving");
        String configuration = gateway(PLAIN.replace("TIMEOUT", "5m"));
        try (WeirServer weir = WeirServer.of(configuration).start()) {
            int port = weir.port();
            String first = probe.openSession(port, version, "session.pem");
            assertTrue(first.contains("CN = one.example") || first.contains("CN=one.example"), first);
            assertTrue(probe.resumes(port, version, "session.pem"));
            Reloads.reloadTold(weir, configuration);
            assertTrue(probe.resumes(port, version, "session.pem"), "after a reload");
            put("two.example", "moving");
            Reloads.reloadTold(weir, configuration);
            assertFalse(probe.resumes(port, version, "session.pem"), "with another certificate");
            String second = probe.openssl(port, version);
            assertTrue(second.contains("CN = two.example") || second.contains("CN=two.example"), second);
        }
    }

    /** BoringSSL cannot be told the name; the servers that it lets a session pass between have one certificate. */
    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void aSessionIsGoodForItsNameAlone(String version) throws IOException {
        put("one.example", "moving");
        try (WeirServer weir =
                WeirServer.of(gateway(PLAIN.replace("TIMEOUT", "5m"))).start()) {
            int port = weir.port();
            probe.openSession(port, version + " -servername one.example", "named.pem");
            assertTrue(probe.resumes(port, version + " -servername one.example", "named.pem"));
            boolean passes = System.getProperty("weir.home").endsWith("-native");
            assertEquals(passes, probe.resumes(port, version + " -servername two.example", "named.pem"));
            assertEquals(passes, probe.resumes(port, version + " -noservername", "named.pem"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void aTicketIsGoodForItsTime(String version) throws IOException {
        put("one.example", "moving");
        try (WeirServer weir =
                WeirServer.of(gateway(PLAIN.replace("TIMEOUT", "3s"))).start()) {
            int port = weir.port();
            soon().until(() -> {
                probe.openSession(port, version, "ticket.pem");
                return probe.resumes(port, version, "ticket.pem");
            });
            soon().until(() -> !probe.resumes(port, version, "ticket.pem"));
        }
    }

    @Test
    void commandsOfOpensslAreFollowed() {
        String commands = """
                ssl_conf_command Certificate CERTS/two.example.pem;
                ssl_conf_command PrivateKey CERTS/two.example.key;
                ssl_conf_command CipherString ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256;
                ssl_conf_command Ciphersuites TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256;
                ssl_conf_command Options ServerPreference,-SessionTicket;
                """;
        try (WeirServer weir =
                WeirServer.of(gateway(COMMANDED.replace("COMMANDS", commands))).start()) {
            int port = weir.port();
            assertEquals("TLSv1.3 TLS_CHACHA20_POLY1305_SHA256", probe.curl("two.example", port, "/"));
            String weak = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384";
            assertEquals(
                    "TLSv1.2 ECDHE-ECDSA-AES256-GCM-SHA384",
                    probe.curl("two.example", port, "/", "--tls-max", "1.2", "--ciphers", weak));
            assertFalse(probe.openssl(port, "-tls1_2").contains("TLS session ticket:"));
        }
        String one = COMMANDED.replace("COMMANDS", "ssl_conf_command MinProtocol TLSv1.3;");
        try (WeirServer weir = WeirServer.of(gateway(one)).start()) {
            String refused = probe.curl("one.example", weir.port(), "/", "--tls-max", "1.2");
            assertTrue(refused.contains("alert"), refused);
        }
    }
}
