package dev.weir.core.content;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.GzipRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Which files are sent as they were compressed beforehand: {@code gzip_static}.
 *
 * <p>Source: nginx, ngx_http_gzip_static_module. Thread: any; looks at files.
 *
 * @param rules who takes compressed files, and whether caches are told of it
 * @param always whether everybody gets them
 */
public record Precompressed(GzipRules rules, boolean always) {

    /**
     * A file and the one beside it.
     *
     * @param facts of the compressed one
     * @param wanted whether it is to be sent
     */
    record Found(Path path, BasicFileAttributes facts, boolean wanted) {}

    /** Whether responses tell that they depend on the client. */
    boolean varies() {
        return rules.vary() && !always;
    }

    /** The compressed file of a file; null when there is none, or nobody needs to know. */
    Found find(Exchange exchange, Path path) {
        boolean wanted = always || rules.isWantedBy(exchange);
        if (!wanted && !rules.vary()) {
            return null;
        }
        Path compressed = path.resolveSibling(path.getFileName() + ".gz");
        try {
            BasicFileAttributes facts = Files.readAttributes(compressed, BasicFileAttributes.class);
            return new Found(compressed, facts, wanted && facts.isRegularFile());
        } catch (IOException none) {
            return null;
        }
    }
}
