package dev.weir.dist;

import dev.weir.config.scope.Scope;
import dev.weir.core.http.VirtualServer;
import dev.weir.dist.site.MainFeature;
import dev.weir.dist.site.SiteBuilder;
import dev.weir.stats.log.ErrorLogFeature;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * All that a configuration asks of the process, built and fit to be put in force. Thread: any; immutable.
 *
 * @param sites who answers where
 * @param errorLogs where errors are told
 * @param requestErrorLogs where those of connections and requests are told
 * @param settings what the main level says
 */
record Plan(
        List<SiteBuilder.Listening> sites,
        List<ErrorLogFeature.Choice> errorLogs,
        List<ErrorLogFeature.Choice> requestErrorLogs,
        Settings settings) {

    /**
     * What the main level says.
     *
     * @param workers how many threads serve
     * @param connections most connections of one of them
     * @param openFiles {@code worker_rlimit_nofile}; 0 when not told
     * @param shutdownTimeout {@code worker_shutdown_timeout}; zero for no end
     * @param pidFile absolute
     * @param daemon whether to go to the background
     */
    record Settings(
            int workers, int connections, int openFiles, Duration shutdownTimeout, Path pidFile, boolean daemon) {

        static Settings of(Scope main, Path prefix) {
            int asked = main.get(MainFeature.WORKER_PROCESSES);
            Path pid = main.has(MainFeature.PID)
                    ? Path.of(main.get(MainFeature.PID).text())
                    : Path.of("logs/weir.pid");
            return new Settings(
                    asked == MainFeature.AUTO ? Runtime.getRuntime().availableProcessors() : asked,
                    workerConnections(main),
                    main.get(MainFeature.WORKER_RLIMIT_NOFILE),
                    main.get(MainFeature.WORKER_SHUTDOWN_TIMEOUT),
                    prefix.resolve(pid),
                    main.get(MainFeature.DAEMON));
        }

        private static int workerConnections(Scope main) {
            List<Scope> events = main.blocks(MainFeature.EVENTS_BLOCK);
            return events.isEmpty()
                    ? MainFeature.WORKER_CONNECTIONS.defaultValue()
                    : events.get(0).get(MainFeature.WORKER_CONNECTIONS);
        }
    }

    /** Whether a server of another configuration, by one of its addresses and its first name, is still there. */
    boolean serves(VirtualServer other) {
        return sites.stream()
                .anyMatch(site -> other.addresses().contains(site.address())
                        && site.hosts().names(other.name()));
    }

    /** Most connections of so many workers together. */
    int mostConnections(int count) {
        return (int) Math.min(Integer.MAX_VALUE, (long) settings.connections * count);
    }
}
