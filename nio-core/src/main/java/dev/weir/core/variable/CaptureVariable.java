package dev.weir.core.variable;

import dev.weir.core.http.Exchange;

/** {@code $1} to {@code $9}: a group of the last match. Thread: worker. */
public record CaptureVariable(int group) implements Variable {

    @Override
    public String value(Exchange exchange) {
        return exchange.captures().get(group);
    }
}
