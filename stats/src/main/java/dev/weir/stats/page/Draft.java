package dev.weir.stats.page;

/**
 * Statistics that are being written as JSON: piece by piece, since a worker has frames to attend to in between.
 *
 * <p>Thread: worker.
 */
public interface Draft {

    /**
     * Writes the next piece, which takes a fraction of a millisecond.
     *
     * @return whether all is written
     */
    boolean write();

    /** What {@link #write} has written; a byte string. The pieces make one line, with its end. */
    String take();

    /** Where drafts come from. */
    @FunctionalInterface
    interface Source {

        /**
         * Begins one.
         *
         * @param complete whether long tables are to be in it, too; the page keeps those that it has
         */
        Draft begin(boolean complete);
    }
}
