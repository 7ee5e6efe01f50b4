package dev.weir.core.variable;

import dev.weir.core.http.Exchange;

/** A variable that {@code set} may change. Thread: worker. */
public interface Assignable extends Variable {

    /** Gives it a value in one exchange. */
    void assign(Exchange exchange, String value);

    /** One that is read and written by these. */
    static Assignable of(Variable read, java.util.function.BiConsumer<Exchange, String> write) {
        return new Assignable() {
            @Override
            public String value(Exchange exchange) {
                return read.value(exchange);
            }

            @Override
            public void assign(Exchange exchange, String value) {
                write.accept(exchange, value);
            }
        };
    }
}
