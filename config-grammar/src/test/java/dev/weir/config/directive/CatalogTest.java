package dev.weir.config.directive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.config.scope.TestFeature;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private final Catalog catalog = new Catalog(List.of(new TestFeature()));

    @Test
    void findsByNameAndContext() {
        assertSame(TestFeature.SERVER_BLOCK, catalog.find("server", Context.HTTP));
        assertSame(TestFeature.PEER, catalog.find("server", Context.UPSTREAM));
        assertNull(catalog.find("server", Context.MAIN));
        assertNull(catalog.find("none", Context.MAIN));
        assertSame(Catalog.INCLUDE, catalog.find("include", Context.LOCATION));
        assertEquals(List.of("include", "server"), catalog.names(Context.UPSTREAM));
    }

    @Test
    void refusesTwoOfOneNameInOneContext() {
        Directive<Boolean> twin =
                Directive.named("sendfile").in(Context.LOCATION).takes(Args.flag());
        Feature feature = () -> List.of(twin);
        Exception refused =
                assertThrows(IllegalArgumentException.class, () -> new Catalog(List.of(new TestFeature(), feature)));
        assertEquals("two directives are named sendfile in location", refused.getMessage());
    }

    @Test
    void knowsNginxsNames() {
        for (String name : List.of("gzip", "ssl_certificate", "if", "stream", "mail", "proxy_pass", "limit_req")) {
            assertTrue(catalog.isKnownToNginx(name), name);
        }
        assertFalse(catalog.isKnownToNginx("ws_log"));
        assertFalse(catalog.isKnownToNginx(""));
    }
}
