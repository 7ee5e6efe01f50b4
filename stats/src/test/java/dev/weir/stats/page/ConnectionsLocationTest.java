package dev.weir.stats.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Catalog;
import dev.weir.config.directive.Context;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.scope.Binder;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.ConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionsLocationTest {
    private static final Directive<Boolean> SERVER =
            Directive.named("server").in(Context.MAIN).takes(Args.none()).opens(Context.SERVER);
    private static final Directive<Boolean> LOCATION = Directive.named("location")
            .in(Context.SERVER, Context.LOCATION)
            .takes(Args.words("", 1, 2).map(words -> true))
            .opens(Context.LOCATION);
    private static final Directive<Boolean> CONNECTIONS = Directive.named("ws_connections")
            .in(Context.LOCATION)
            .takes(Args.words("", 0, 1).map(words -> true));

    @TempDir
    Path folder;

    private PageSetup near(String server) throws Exception {
        Path file = Files.writeString(folder.resolve("weir.conf"), server);
        Feature feature = () -> List.of(SERVER, LOCATION, CONNECTIONS);
        Diagnostics diagnostics = new Diagnostics();
        Scope main = Binder.bind(
                ConfigReader.read(file, null, diagnostics).statements(), new Catalog(List.of(feature)), diagnostics);
        assertEquals(List.of(), diagnostics.all());
        return ConnectionsLocation.near(
                main.blocks(SERVER).get(0).blocks(LOCATION).get(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "location /c { }                                                                | -    | false",
                "location /c { ws_connections; }                                                | /c   | false",
                "location = /c { ws_connections kill; }                                         | /c   | true",
                "location =/c { ws_connections read; }                                          | /c   | false",
                "location ^~ /c { ws_connections kill; }                                        | /c   | true",
                "location ~ /c { ws_connections kill; }                                         | -    | false",
                "location @c { ws_connections kill; }                                           | -    | false",
                "location /a { location /a/c { ws_connections kill; } }                         | /a/c | true",
                "location /c { ws_connections; } location /d { ws_connections kill; }           | /d   | true",
                "location /d { ws_connections kill; } location /c { ws_connections kill; }      | /d   | true",
            })
    void findsTheOneOfTheServer(String locations, String path, boolean closes) throws Exception {
        PageSetup setup = near("server { location /stat { } " + locations + " }");
        assertEquals(new PageSetup(path, closes), setup);
    }

    @Test
    void anotherServersIsOutOfReach() throws Exception {
        assertEquals(
                PageSetup.NONE, near("server { location /stat { } } server { location /c { ws_connections kill; } }"));
    }

    @Test
    void thePathIsTextInAscii() throws Exception {
        PageSetup setup = near("server { location /stat { } location /g\u00fc { ws_connections; } }");
        assertEquals("{\"connections_url\":\"/g\\u00fc\",\"close\":false}", setup.json());
    }
}
