package dev.weir.proxy;

import java.time.Duration;
import java.util.Set;

/**
 * The settings of one proxying location; nginx's directives of the same names.
 *
 * @param httpMinor 0 or 1: {@code proxy_http_version}
 * @param readTimeout longest silence of the upstream
 * @param buffered whether much of a response may wait for a slow client: {@code proxy_buffering}
 * @param headBytes most bytes of a response head: {@code proxy_buffer_size}
 * @param waitingBytes most bytes of a body that wait for the client: {@code proxy_buffers}
 * @param requestBuffered whether the whole request body is read first
 * @param next when another server is tried
 * @param nextTries most tries; 0 for all servers
 * @param nextTimeout longest time in which new tries begin; zero for no end
 * @param fileBytes most bytes of a body that wait in a file then; 0 for no file: {@code proxy_max_temp_file_size}
 */
record ProxyOptions(
        int httpMinor,
        Duration connectTimeout,
        Duration sendTimeout,
        Duration readTimeout,
        boolean buffered,
        int headBytes,
        int waitingBytes,
        boolean requestBuffered,
        Set<NextReason> next,
        int nextTries,
        Duration nextTimeout,
        boolean ignoreClientAbort,
        boolean interceptErrors,
        long fileBytes) {}
