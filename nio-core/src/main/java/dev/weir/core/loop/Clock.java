package dev.weir.core.loop;

/** The source of time, a parameter everywhere so that tests can move it by hand. Thread: any. */
public interface Clock {

    /** A monotonic reading in nanoseconds; only differences mean something. */
    long nanos();

    /** Milliseconds since 1970-01-01T00:00:00Z. */
    long wallMillis();

    /** The machine's clock. */
    Clock SYSTEM = new Clock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }
    };
}
