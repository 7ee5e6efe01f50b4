package dev.weir.core.rewrite;

import dev.weir.core.http.HttpFault;

/** One directive of the rewrite module, ready to run. Thread: worker; implementations are immutable. */
public interface Step {

    /** What comes after a step. */
    enum Next {
        /** The next step. */
        STEP,
        /** The end of this phase. */
        PHASE,
        /** Nothing: the exchange is answered. */
        NOTHING
    }

    Next run(Run run) throws HttpFault;
}
