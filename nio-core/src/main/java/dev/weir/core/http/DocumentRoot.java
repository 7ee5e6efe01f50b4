package dev.weir.core.http;

import java.util.function.Function;

/**
 * Where a location's files are, {@code $document_root}; byte strings, absolute.
 *
 * <p>Thread: any; immutable.
 */
@FunctionalInterface
public interface DocumentRoot extends Function<Exchange, String> {

    /** The file for a path: below the folder, {@code $request_filename}. */
    default String file(Exchange exchange, String uri) throws HttpFault {
        return apply(exchange) + uri;
    }

    /** How much of a path an {@code alias} replaces; 0 for {@code root}, -1 when the alias is the whole file. */
    default int replaced() {
        return 0;
    }
}
