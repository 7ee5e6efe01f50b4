package dev.weir.core.limit;

import dev.weir.core.http.Severity;

/**
 * What is done with a request beyond a limit.
 *
 * @param status what it is answered with
 * @param level of the line in the error log
 * @param dryRun whether it passes all the same, and is only told
 */
public record LimitPolicy(int status, Severity level, boolean dryRun) {

    /** What a line in the error log says behind its first words. */
    String remark(String when) {
        return dryRun ? when : "";
    }
}
