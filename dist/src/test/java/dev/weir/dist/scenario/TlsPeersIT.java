package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.Distribution;
import dev.weir.testkit.TestCertificates;
import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WebSockets over TLS with npm's ws and with Chromium: an endpoint, and a tunnel to it over TLS again. */
class TlsPeersIT {
    private static final String SERVER = """
            server {
                listen 127.0.0.1:@%1$s@ ssl;
                server_name one.example;
                ssl_protocols %2$s;
                location / { add_header Content-Type text/html; return 200 "<title>$ssl_protocol</title>"; }
                location /echo { websocket_echo; }
                location /tunnel/ { proxy_pass https://127.0.0.1:@%1$s@/echo; %3$s
                    proxy_set_header Host $http_host; }
            }
            """;

    private static final String STRICT = """
            server {
                listen 127.0.0.1:@strict@ ssl;
                ssl_client_certificate CERTS/ca.pem;
                ssl_verify_client on;
                location / { websocket_echo; }
            }
            """;

    private static final String CONFIGURATION = """
            error_log logs/error.log info;
            events { worker_connections 1024; }
            http {
                access_log off;
                ssl_certificate CERTS/one.example.pem;
                ssl_certificate_key CERTS/one.example.key;
            """ + SERVER.formatted("two", "TLSv1.2", Scenario.UPGRADE)
            + SERVER.formatted("three", "TLSv1.3", Scenario.UPGRADE) + STRICT + "}";

    /** Port, path, and perhaps the name of a certificate to show; says what comes back. */
    private static final String CLIENT = """
            const WebSocket = require('ws');
            const fs = require('fs');
            const [port, path, own] = process.argv.slice(2);
            const options = { ca: fs.readFileSync('ca.pem') };
            if (own) {
              options.cert = fs.readFileSync(`${own}.pem`);
              options.key = fs.readFileSync(`${own}.key`);
            }
            const socket = new WebSocket(`wss://127.0.0.1:${port}${path}`, options);
            socket.on('error', error => console.log(error.message));
            socket.on('open', () => {
              console.log(socket._socket.getProtocol(), socket._socket.authorized);
              socket.send('x'.repeat(200000));
            });
            socket.on('message', data => {
              console.log(data.length);
              socket.close(4000);
            });
            socket.on('close', code => console.log(`closed ${code}`));
            """;

    @TempDir
    private static Path folder;

    private static WeirServer weir;

    @BeforeAll
    static void start() {
        new TestCertificates(folder)
                .authority("ca")
                .authority("other")
                .rsa("one.example", "ca")
                .ec("client", "ca")
                .ec("stranger", "other");
        weir = WeirServer.of(CONFIGURATION.replace("CERTS", folder.toString())).start();
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    private static boolean isNodeThere() {
        return NodePeersIT.isInstalled();
    }

    private static List<String> node(String... arguments) throws IOException {
        Files.writeString(folder.resolve("client.js"), CLIENT);
        String script = "cd " + folder + " && exec node client.js " + String.join(" ", arguments);
        Distribution.Finished said = Distribution.runCommand(
                List.of("sh", "-c", script), Map.of("NODE_PATH", NodePeersIT.MODULES.toString()));
        assertEquals("", said.errors());
        return said.output().lines().toList();
    }

    @ParameterizedTest
    @CsvSource({"two,/echo,TLSv1.2", "two,/tunnel/,TLSv1.2", "three,/echo,TLSv1.3", "three,/tunnel/,TLSv1.3"})
    @EnabledIf("isNodeThere")
    void npmsWsConnects(String port, String path, String version) throws IOException {
        assertEquals(List.of(version + " true", "200000", "closed 4000"), node("" + weir.port(port), path));
    }

    @Test
    @EnabledIf("isNodeThere")
    void npmsWsNeedsItsCertificate() throws IOException {
        String port = "" + weir.port("strict");
        List<String> refused = List.of("Unexpected server response: 400", "closed 1006");
        assertEquals(refused, node(port, "/"));
        assertEquals(refused, node(port, "/", "stranger"));
        assertEquals(List.of("TLSv1.3 true", "200000", "closed 4000"), node(port, "/", "client"));
    }

    /** It knows no issuer of ours, so it is told the key of the server; all else is as with any other. */
    @Test
    void chromiumConnects() throws IOException {
        String key = new TlsProbe(folder)
                .run(List.of(
                        "sh",
                        "-c",
                        "openssl x509 -in one.example.pem -pubkey -noout | openssl pkey -pubin -outform der"
                                + " | openssl dgst -sha256 -binary | openssl base64"))
                .strip();
        String[] options = {
            "--ignore-certificate-errors-spki-list=" + key, "--host-resolver-rules=MAP one.example 127.0.0.1"
        };
        try (Browser browser = new Browser(options).start()) {
            for (String[] row : new String[][] {{"two", "TLSv1.2"}, {"three", "TLSv1.3"}}) {
                String authority = "one.example:" + weir.port(row[0]);
                browser.open("https://" + authority + "/");
                browser.await(row[1], "document.title");
                for (String path : List.of("/echo", "/tunnel/")) {
                    browser.run("{ const s = new WebSocket('wss://" + authority + path + "'); window.heard = '';"
                            + " s.onopen = () => s.send('x'.repeat(200000));"
                            + " s.onmessage = m => { window.heard = String(m.data.length); s.close(); };"
                            + " s.onclose = c => { window.heard += ' ' + c.wasClean; }; }");
                    browser.await("200000 true", "window.heard");
                }
            }
        }
    }
}
