package dev.weir.core.rewrite;

/** {@code break}: the location stays, and no further step runs. Thread: any; immutable. */
public record BreakStep() implements Step {

    @Override
    public Next run(Run run) {
        run.exchange().resource().settle();
        return Next.PHASE;
    }
}
