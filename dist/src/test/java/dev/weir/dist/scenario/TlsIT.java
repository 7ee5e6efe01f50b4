package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.Distribution;
import dev.weir.testkit.TestCertificates;
import dev.weir.testkit.WeirServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS on both sides of the built program, spoken with curl, openssl and the JDK. */
class TlsIT {
    private static final String CONFIGURATION = """
            error_log logs/error.log info;
            events { worker_connections 1024; }
            http {
                access_log off;
                server {
                    listen 127.0.0.1:@port@ ssl;
                    server_name one.example;
                    ssl_certificate CERTS/one.example.pem;
                    ssl_certificate_key CERTS/one.example.key;
                    ssl_certificate CERTS/ec.example.pem;
                    ssl_certificate_key CERTS/ec.example.key;
                    ssl_session_cache shared:SSL:1m;
                    ssl_protocols TLSv1.2;
                    ssl_protocols TLSv1.3;
                    location / { return 200 "$scheme $ssl_protocol $ssl_session_reused $ssl_server_name $server_name"; }
                    location /echo { websocket_echo; }
                    location /tunnel/ { proxy_pass https://127.0.0.1:@port@/echo; UPGRADE }
                    location /good { proxy_pass https://127.0.0.1:@strict@/; VERIFY proxy_ssl_name two.example;
                        proxy_ssl_server_name on;
                        proxy_ssl_certificate CERTS/client.pem; proxy_ssl_certificate_key CERTS/client.key; }
                    location /misnamed { proxy_pass https://127.0.0.1:@strict@/; VERIFY proxy_ssl_name three.example; }
                    location /stranger { proxy_pass https://127.0.0.1:@strict@/; proxy_ssl_verify on;
                        proxy_ssl_trusted_certificate CERTS/other.pem; proxy_ssl_name two.example; }
                }
                server {
                    listen 127.0.0.1:@port@ ssl;
                    server_name two.example;
                    ssl_certificate CERTS/two.example.pem;
                    ssl_certificate_key CERTS/two.example.key;
                    return 200 "$server_name";
                }
                server {
                    listen 127.0.0.1:@port@ ssl;
                    server_name bare.example;
                    ssl_verify_client on;
                    return 200 "not reached";
                }
                server {
                    listen 127.0.0.1:@strict@ ssl default_server;
                    ssl_certificate CERTS/two.example.pem;
                    ssl_certificate_key CERTS/two.example.key;
                    ssl_client_certificate CERTS/ca.pem;
                    ssl_verify_client on;
                    return 200 "$ssl_client_verify $ssl_client_s_dn";
                }
            }
            """;

    private static final boolean NATIVE = System.getProperty("weir.home").endsWith("-native");

    @TempDir
    private static Path certificates;

    private static WeirServer weir;

    @BeforeAll
    static void start() {
        new TestCertificates(certificates)
                .authority("ca")
                .authority("other")
                .rsa("one.example", "ca")
                .ec("ec.example", "ca")
                .rsa("two.example", "ca")
                .ec("client", "ca")
                .ec("stranger", "other");
        weir = WeirServer.of(CONFIGURATION
                        .replace("VERIFY", "proxy_ssl_verify on; proxy_ssl_trusted_certificate CERTS/ca.pem;")
                        .replace("UPGRADE", Scenario.UPGRADE)
                        .replace("CERTS", certificates.toString()))
                .start();
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    private static String run(List<String> command) {
        return Distribution.runIn(certificates, command).output();
    }

    private static String curl(String port, String path, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "15", "--cacert", "ca.pem"));
        command.addAll(List.of(options));
        command.add("https://127.0.0.1:" + weir.port(port) + path);
        return run(command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void curlIsAnswered(String version) throws Exception {
        assertEquals(
                "https TLSv" + version + " .  one.example",
                curl("port", "/", "--tlsv" + version, "--tls-max", version));
    }

    @Test
    void theLogTellsWhoseTlsItIs() throws Exception {
        String whose = whoseTls(weir);
        assertTrue(whose.matches(NATIVE ? "Conscrypt \\S+, with signatures of .*AWS-LC.*" : "Java \\S+"), whose);
    }

    private static String whoseTls(WeirServer server) {
        String told = "TLS is that of ";
        Scenario.awaitLog(server, "error.log", told);
        return server.logLines("error.log").stream()
                .filter(line -> line.contains(told))
                .map(line -> line.substring(line.indexOf(told) + told.length()))
                .findFirst()
                .orElse("");
    }

    /** A library that is there and cannot be loaded. */
    @Test
    void whatCannotBeUsedIsDoneWithout() throws Exception {
        String without = "-Dcom.amazon.corretto.crypto.provider.useExternalLib=true";
        String configuration = """
                error_log logs/error.log info;
                events { worker_connections 64; }
                http {
                    server {
                        listen 127.0.0.1:@port@ ssl;
                        ssl_certificate CERTS/two.example.pem;
                        ssl_certificate_key CERTS/two.example.key;
                        return 200 "fine";
                    }
                }
                """;
        try (WeirServer server = WeirServer.of(configuration.replace("CERTS", certificates.toString()))
                .environment("WEIR_JAVA_OPTS", without)
                .start()) {
            String url = "https://127.0.0.1:" + server.port() + "/";
            assertEquals("fine", run(List.of("curl", "-sS", "--cacert", "ca.pem", url)));
            String whose = whoseTls(server);
            assertTrue(whose.matches(NATIVE ? "Conscrypt \\S+" : "Java \\S+"), whose);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3,-sigalgs RSA-PSS+SHA256",
        "TLSv1.2,-sigalgs RSA-PSS+SHA384",
        "TLSv1.2,-sigalgs RSA+SHA256",
        "TLSv1.2,-cipher AES128-SHA256:AES128-SHA"
    })
    void allUsesOfAnRsaKey(String version, String use) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + weir.port()));
        command.addAll(List.of("-servername", "two.example", "-CAfile", "ca.pem", "-verify_return_error"));
        command.add("-" + version.toLowerCase(Locale.ROOT).replace("v", "").replace('.', '_'));
        command.addAll(List.of(use.split(" ")));
        String said = run(command);
        assertTrue(said.contains("Verify return code: 0"), said);
        assertTrue(said.contains("subject=CN = two.example") || said.contains("subject=CN=two.example"), said);
        assertFalse(said.contains("Cipher is (NONE)"), said);
    }

    @Test
    void theNamedServerAnswers() throws Exception {
        String address = "two.example:" + weir.port() + ":127.0.0.1";
        String url = "https://two.example:" + weir.port() + "/";
        assertEquals("two.example", run(List.of("curl", "-sS", "--cacert", "ca.pem", "--resolve", address, url)));
    }

    @ParameterizedTest
    @CsvSource({
        "-tls1_2,RSA+SHA256,one.example",
        "-tls1_2,ECDSA+SHA256,ec.example",
        "-tls1_3,RSA-PSS+SHA256,one.example"
    })
    void theCertificateFitsTheClientsKeys(String version, String signatures, String subject) throws Exception {
        String said = run(List.of(
                "openssl", "s_client", "-connect", "127.0.0.1:" + weir.port(), version, "-sigalgs", signatures));
        assertTrue(said.contains("subject=CN = " + subject) || said.contains("subject=CN=" + subject), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void sessionsAreResumed(String version) throws Exception {
        String said = run(List.of(
                "sh",
                "-c",
                "(printf 'GET / HTTP/1.0\\r\\n\\r\\n'; cat) | openssl s_client -connect 127.0.0.1:" + weir.port() + " "
                        + version + " -ign_eof -sess_out session.pem; printf 'GET / HTTP/1.0\\r\\n\\r\\n'"
                        + " | openssl s_client -connect 127.0.0.1:" + weir.port() + " " + version
                        + " -ign_eof -sess_in session.pem"));
        assertTrue(said.contains("Reused, TLSv1"), said);
        assertTrue(said.contains(" r  one.example"), said);
    }

    @Test
    void aServerWithoutACertificateStillDemandsThoseOfClients() throws Exception {
        String address = "bare.example:" + weir.port() + ":127.0.0.1";
        String url = "https://bare.example:" + weir.port() + "/";
        String said = run(List.of("curl", "-sS", "-k", "--resolve", address, url));
        assertTrue(said.contains("No required SSL certificate was sent"), said);
    }

    @Test
    void plainHttpIsTold() throws Exception {
        String said = run(List.of("curl", "-sS", "http://127.0.0.1:" + weir.port() + "/"));
        assertTrue(said.contains("The plain HTTP request was sent to HTTPS port"), said);
    }

    @Test
    void aClientsCertificateIsDemanded() throws Exception {
        assertTrue(curl("strict", "/").contains("No required SSL certificate was sent"));
        assertEquals("SUCCESS CN=client", curl("strict", "/", "--cert", "client.pem", "--key", "client.key"));
        String refused = curl("strict", "/", "--cert", "stranger.pem", "--key", "stranger.key");
        assertTrue(refused.contains("The SSL certificate error"), refused);
    }

    @Test
    void upstreamsAreJudged() throws Exception {
        assertEquals("SUCCESS CN=client", curl("port", "/good"));
        assertTrue(curl("port", "/misnamed").contains("502 Bad Gateway"));
        assertTrue(curl("port", "/stranger").contains("502 Bad Gateway"));
        Scenario.awaitLog(
                weir,
                "error.log",
                "upstream SSL certificate does not match \"three.example\" while SSL handshaking",
                "upstream SSL certificate verify error");
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2,/echo", "TLSv1.3,/echo", "TLSv1.3,/tunnel/"})
    void theJdksClientTalksOverWss(String version, String path) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "ca",
                new dev.weir.core.tls.TlsFiles(certificates)
                        .certificates("ca.pem")
                        .get(0));
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        String large = "*".repeat(200_000);
        CompletableFuture<String> heard = new CompletableFuture<>();
        WebSocket client = HttpClient.newBuilder()
                .sslContext(context)
                .sslParameters(new SSLParameters(null, new String[] {version}))
                .build()
                .newWebSocketBuilder()
                .buildAsync(URI.create("wss://127.0.0.1:" + weir.port() + path), new Whole(heard))
                .get(15, TimeUnit.SECONDS);
        client.sendText(large, true).get(15, TimeUnit.SECONDS);
        assertEquals(large, heard.get(15, TimeUnit.SECONDS));
        client.abort();
        assertFalse(weir.logLines("error.log").toString().contains("internal error"));
    }

    /** Gathers one message. */
    private record Whole(CompletableFuture<String> heard, StringBuilder text) implements WebSocket.Listener {
        Whole(CompletableFuture<String> heard) {
            this(heard, new StringBuilder());
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.complete(text.toString());
            }
            socket.request(1);
            return null;
        }
    }
}
