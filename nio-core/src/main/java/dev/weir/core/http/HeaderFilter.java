package dev.weir.core.http;

/** Changes the header fields of a response before they are sent: {@code add_header}. Thread: worker. */
@FunctionalInterface
public interface HeaderFilter {

    void apply(Exchange exchange, int status, Headers.Builder headers);
}
