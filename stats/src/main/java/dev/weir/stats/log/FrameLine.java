package dev.weir.stats.log;

/**
 * One format on one connection for one file: everything about a line but the frame. Immutable; slots point at it.
 *
 * @param fixed the texts around the fields, with the connection's own values filled in
 * @param room the most bytes a line can take
 */
record FrameLine(FrameFormat format, byte[][] fixed, int room, LogFile file) {}
