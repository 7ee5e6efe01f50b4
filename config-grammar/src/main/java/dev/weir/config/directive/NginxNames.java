package dev.weir.config.directive;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The names of nginx's own directives (core, http, mail, stream), from its public directive index; read only when a
 * configuration has an unknown name.
 *
 * <p>Thread: any; stateless.
 */
final class NginxNames {
    private static final String RESOURCE = "nginx-directives.txt";

    private NginxNames() {}

    static Set<String> read() {
        try (InputStream in = NginxNames.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its resource " + RESOURCE);
            }
            return Set.of(new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
