package dev.weir.core.http;

/** The servers behind one listening address. Thread: any; immutable. */
public interface Site {

    /** The server for a host name in lower case, without port; the default server for null or an unknown name. */
    VirtualServer server(String host, Exchange exchange);

    /**
     * The server for a host name; null for one that no server has.
     *
     * @param exchange takes what an expression captures; null for nobody
     */
    default VirtualServer find(String host, Exchange exchange) {
        return server(host, exchange);
    }

    /** The server for what comes before a host is known. */
    VirtualServer defaultServer();

    /** Whether each connection begins with a PROXY header. */
    default boolean expectsProxyHeader() {
        return false;
    }

    /** Whether connections speak TLS. */
    default boolean isSecure() {
        return false;
    }
}
