package dev.weir.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limit of file descriptors. The JVM has raised the soft one to the hard one; the hard one only root may raise, and
 * a running JVM not at all.
 *
 * <p>Thread: main.
 */
final class OpenFiles {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String LINE = "Max open files";

    /** Of all descriptors one in so many is not for clients, and never fewer than {@link #LEAST_RESERVE}. */
    private static final int RESERVED_SHARE = 16;

    private static final int LEAST_RESERVE = 64;

    private OpenFiles() {}

    /**
     * How many connections may be taken: what is asked for, but never so many that no descriptor is left for upstream
     * connections, files and logs.
     *
     * @param limit of open files
     */
    static int connections(int asked, long limit) {
        int most = forConnections(limit);
        if (asked > most) {
            LOG.warn("{} connections exceed the limit of open files, {}: taking {}", asked, limit, most);
        }
        return Math.min(asked, most);
    }

    /** How many descriptors connections may have. @param limit of open files */
    static int forConnections(long limit) {
        long most = Math.max(1, limit - Math.max(LEAST_RESERVE, limit / RESERVED_SHARE));
        return (int) Math.min(Integer.MAX_VALUE, most);
    }

    /** Warns when fewer files may be open than {@code worker_rlimit_nofile} asks for; 0 asks for nothing. */
    static void demand(int asked) {
        long limit = asked > 0 ? softLimit() : Long.MAX_VALUE;
        if (limit < asked) {
            LOG.warn("worker_rlimit_nofile asks for {} open files, but the limit is {}", asked, limit);
        }
    }

    /** That of this process; very large where nobody tells. */
    static long softLimit() {
        if (!Files.isReadable(LIMITS)) {
            return Long.MAX_VALUE;
        }
        try {
            return softLimit(Files.readString(LIMITS));
        } catch (IOException e) {
            LOG.warn("cannot read the limit of open files: {}", e.getMessage());
            return Long.MAX_VALUE;
        }
    }

    /** The soft limit in the text of {@code /proc/self/limits}; very large when there is none. */
    static long softLimit(String limits) {
        int at = limits.indexOf(LINE);
        String[] columns = at < 0
                ? new String[0]
                : limits.substring(at + LINE.length()).strip().split("\\s+");
        return columns.length == 0 || columns[0].equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(columns[0]);
    }
}
