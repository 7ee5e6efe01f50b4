package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.WeirServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the built program's logs go: by location, by variables, to syslog. */
class LogPlacesIT {
    private static final String CONFIGURATION = """
            error_log logs/error.log info;
            http {
                error_log logs/http.log;
                log_format uri '$uri $pipe';
                access_log logs/access.log uri;
                server { listen 127.0.0.1:@port@;
                    root .;
                    location / { }
                    location /own { error_log logs/own.log; error_log logs/crit.log crit;
                        access_log logs/$arg_to.log uri; }
                    location /syslog { error_log syslog:server=127.0.0.1:%1$d;
                        access_log syslog:server=127.0.0.1:%1$d,tag=access,nohostname uri; }
                    location /pipe { return 204; }
                }
            }
            """;

    @Test
    void errorsAndLinesGoWhereTheLocationSays() throws IOException {
        try (DatagramSocket syslog = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                WeirServer weir = WeirServer.of(CONFIGURATION.formatted(syslog.getLocalPort()))
                        .start()) {
            syslog.setSoTimeout(10_000);
            for (String target : List.of("/none", "/own?to=first", "/own?to=second", "/own?to=first", "/syslog")) {
                assertEquals(404, PlainHttp.get(weir.port(), target).status());
            }
            Scenario.awaitLines(weir, "first.log", "/own .", "/own .");
            Scenario.awaitLines(weir, "second.log", "/own .");
            Scenario.awaitLines(weir, "access.log", "/none .");
            String error = received(syslog);
            assertTrue(error.matches("<187>\\w{3} .* nginx: \\d{4}/.* \\[error] .*/syslog\" failed .*"), error);
            assertTrue(received(syslog).endsWith(" access: /syslog ."));
            weir.stop();
            assertEquals(3, weir.logLines("own.log").size());
            assertEquals(0, weir.logLines("crit.log").size());
            assertEquals(1, weir.logLines("http.log").size());
            assertTrue(
                    weir.logLines("error.log").stream().noneMatch(line -> line.contains("open()")),
                    "what concerns a request is not for the process");
        }
    }

    private static String received(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[4000], 4000);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength());
    }

    @Test
    void pipelinedRequestsAreTold() throws IOException {
        try (WeirServer weir = WeirServer.of(CONFIGURATION.formatted(9)).start()) {
            String request = "GET /pipe HTTP/1.1\r\nHost: h\r\n";
            PlainHttp.say(weir.port(), request + "\r\n" + request + "Connection: close\r\n\r\n");
            Scenario.awaitLines(weir, "access.log", "/pipe .", "/pipe p");
        }
    }
}
