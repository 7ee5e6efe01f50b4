package dev.weir.push;

import dev.weir.core.ws.PushTap;
import java.util.ArrayList;
import java.util.List;

/**
 * Remembers what it is told.
 *
 * <p>Thread: the test's.
 */
final class RecordingPushTap implements PushTap {
    final List<String> events = new ArrayList<>();
    long queued;
    int written;

    @Override
    public void onAccepted(int worker, int receivers, long bytes) {
        events.add("accepted " + receivers + " " + bytes);
    }

    @Override
    public void onRefused(int worker, Refusal why) {
        events.add("refused " + why);
    }

    @Override
    public void onDropped(int worker) {
        events.add("dropped");
    }

    @Override
    public void onOverflow(int worker) {
        events.add("overflow");
    }

    @Override
    public void onQueued(int worker, long bytes) {
        queued += bytes;
    }

    @Override
    public void onWritten(int worker, long nanos) {
        written++;
    }
}
