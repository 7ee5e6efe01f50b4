/**
 * Logs. Workers put facts or finished lines into one ring; the thread {@code log} renders them and writes them to
 * files in batches. Frame logs ({@code ws_log}), access logs and the error log all go this way.
 *
 * <pre>
 *   FrameLog, AccessLog, ErrorLog  --claim, fill, publish-->  ring of FrameEvents  --LogWriter-->  LogFile
 *   (any thread)                                                                   (thread log)
 * </pre>
 */
package dev.weir.stats.log;
