package dev.weir.core.http;

/**
 * What is to be known of an exchange's response, and how fast it leaves.
 *
 * <p>Thread: worker.
 */
public interface ResponseFacts {

    /**
     * A field, with several values joined as {@link Headers#joined} does; also while header filters are still putting
     * the fields together; null when it is absent.
     */
    String field(String name);

    /** A trailer field; null when it is absent or the body is not yet complete. */
    String trailer(String name);

    /** How many bytes a second may leave; 0 for any number. */
    long rate();

    /**
     * Sets how fast it leaves instead of {@code limit_rate} ({@code X-Accel-Limit-Rate}, {@code set $limit_rate}). Acts
     * until the response begins.
     *
     * @param bytesPerSecond 0 for no limit, -1 for what the location says
     */
    void rate(long bytesPerSecond);

    /** How many times smaller the body became by {@code gzip}; null when it was not compressed. */
    String gzipRatio();
}
