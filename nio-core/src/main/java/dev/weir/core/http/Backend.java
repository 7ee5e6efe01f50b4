package dev.weir.core.http;

/**
 * An HTTP server, or a group of them, that Weir itself asks something: a hook. The proxy makes them, so that groups,
 * health and kept connections are those of {@code upstream} blocks.
 *
 * <p>Thread: worker, that of the exchange.
 */
public interface Backend {

    /**
     * Sends a request; the caller hears once how it ended, never before this method has returned.
     *
     * @param of the exchange on whose behalf it is, for balancing and logs; it may be over
     */
    Call call(Exchange of, Request request, Caller caller);

    /**
     * What is asked. {@code Host}, {@code Connection} and {@code Content-Length} are added.
     *
     * @param method for example {@code POST}
     * @param headers further fields
     * @param body its content; sent whole
     */
    record Request(String method, Headers headers, byte[] body) {}

    /** Who wants the answer. */
    interface Caller {
        /** A whole response, of any status. */
        void onAnswer(int status, Headers headers, byte[] body);

        /**
         * There is no answer, from none of the servers that could be tried.
         *
         * @param status 502, or 504 when it was too late
         * @param problem for the log
         */
        void onFailure(int status, String problem);
    }

    /** A request under way. */
    interface Call {
        /** Gives it up; the caller hears nothing more. Does nothing when it has ended. */
        void abandon();
    }

    /** Makes backends while a configuration is built. Thread: the one that builds the configuration. */
    interface Source {
        /**
         * @param uri {@code http://host[:port][/path]}, {@code http://unix:/path:/uri}, or with the name of an upstream
         * @param timeoutNanos longest time from the call to the end of its answer
         * @param mostBytes longest body of an answer; beyond it the call fails
         * @throws IllegalArgumentException with the reason, when there is no such place
         */
        Backend at(String uri, long timeoutNanos, int mostBytes);
    }
}
