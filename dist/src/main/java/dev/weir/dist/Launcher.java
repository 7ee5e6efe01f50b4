package dev.weir.dist;

import java.util.OptionalLong;

/**
 * The parent process {@code bin/weir}, whose pid is the one that the world knows. Thread: any.
 *
 * @param pid the launcher's process id; empty when the JVM was started directly
 */
record Launcher(OptionalLong pid) {

    /** As {@code bin/weir} describes itself in the system properties. */
    static Launcher fromProperties() {
        Long pid = Long.getLong("weir.launcher");
        return new Launcher(pid == null ? OptionalLong.empty() : OptionalLong.of(pid));
    }

    /** The process that takes signals: the launcher, or this JVM when there is none. */
    long signalPid() {
        return pid.orElseGet(() -> ProcessHandle.current().pid());
    }

    /**
     * Whether a launcher existed and has died, so that nobody can reach this JVM any more. Asks for the parent each
     * time, since {@link ProcessHandle#onExit} of a process that is no child polls as well, and in a thread of its own.
     * To ask takes a descriptor; while there is none the answer is unknown, and no reason to end.
     */
    boolean isGone() {
        return pid.isPresent()
                && ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(pid.getAsLong()) != pid.getAsLong();
    }
}
