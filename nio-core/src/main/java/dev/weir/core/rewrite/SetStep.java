package dev.weir.core.rewrite;

import dev.weir.core.variable.Assignable;
import dev.weir.core.variable.Template;

/** {@code set $variable value}. Thread: any; immutable. */
public record SetStep(Assignable variable, Template value) implements Step {

    @Override
    public Next run(Run run) {
        variable.assign(run.exchange(), run.text(value));
        return Next.STEP;
    }
}
