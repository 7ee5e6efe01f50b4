package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.Distribution;
import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tutorials' proxy between npm's ws as client and as two servers; only where .ci/run has installed it. */
@EnabledIf("isInstalled")
class NodePeersIT {
    static final Path MODULES = Path.of(System.getProperty("weir.home")).resolveSibling("node/node_modules");

    private static final String SERVER = """
            const { WebSocketServer } = require('ws');
            const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: { threshold: 0 } });
            server.on('listening', () => console.log(server.address().port));
            server.on('connection', socket => socket.on('message', (data, isBinary) => {
              const kind = isBinary ? 'binary' : 'text';
              socket.send(`${server.address().port} ${socket.extensions} ${kind} ${data.length}`);
            }));
            """;

    /** Six connections one after the other; on each a text and a large binary message, then Close 4000. */
    private static final String CLIENT = """
            const WebSocket = require('ws');
            const run = left => {
              if (left === 0) return;
              const socket = new WebSocket(`ws://localhost:${process.argv[2]}/`, { family: 4 });
              socket.on('error', error => { console.log(`error ${error.message}`); process.exit(1); });
              let answers = 0;
              socket.on('open', () => { socket.send('hello'); socket.send(Buffer.alloc(200000, 7)); });
              socket.on('message', data => {
                console.log(data.toString());
                if (++answers === 2) socket.close(4000, 'enough');
              });
              socket.on('close', code => { console.log(`closed ${code}`); run(left - 1); });
            };
            run(6);
            """;

    @TempDir
    private Path folder;

    static boolean isInstalled() {
        return Files.isDirectory(MODULES.resolve("ws"))
                && Distribution.runCommand(List.of("sh", "-c", "command -v node"), Map.of())
                                .exitCode()
                        == 0;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theTutorialsProxyServesNpmsWs(boolean ipHash) throws IOException {
        Process one = serve("one");
        Process two = serve("two");
        try {
            String text = ExamplesIT.tutorial(ipHash, port("one"), port("two"));
            try (WeirServer weir = WeirServer.of(text).start()) {
                List<String> said = talk(weir.port());
                TreeSet<String> servers = new TreeSet<>();
                for (int i = 0; i < 6; i++) {
                    String server = said.get(3 * i).split(" ")[0];
                    servers.add(server);
                    assertEquals(server + " permessage-deflate text 5", said.get(3 * i));
                    assertEquals(server + " permessage-deflate binary 200000", said.get(3 * i + 1));
                    assertEquals("closed 4000", said.get(3 * i + 2));
                }
                assertEquals(18, said.size());
                assertEquals(ipHash ? 1 : 2, servers.size(), servers.toString());
            }
        } finally {
            one.destroyForcibly();
            two.destroyForcibly();
        }
    }

    private Process serve(String name) throws IOException {
        Files.writeString(folder.resolve("server.js"), SERVER);
        ProcessBuilder builder = new ProcessBuilder("node", "server.js")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name).toFile());
        builder.environment().put("NODE_PATH", MODULES.toString());
        return builder.start();
    }

    private int port(String name) throws IOException {
        soon().until(() -> Files.readString(folder.resolve(name)).endsWith("\n"));
        return Integer.parseInt(Files.readString(folder.resolve(name)).strip());
    }

    private List<String> talk(int port) throws IOException {
        Path client = Files.writeString(folder.resolve("client.js"), CLIENT);
        Distribution.Finished said = Distribution.runCommand(
                List.of("node", client.toString(), "" + port), Map.of("NODE_PATH", MODULES.toString()));
        assertEquals("", said.errors());
        return said.output().lines().toList();
    }
}
