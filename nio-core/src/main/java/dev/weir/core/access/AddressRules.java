package dev.weir.core.access;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Peering;
import java.util.List;
import java.util.function.Consumer;

/**
 * {@code allow} and {@code deny}: the first range that holds the client decides.
 *
 * <p>Source: nginx, ngx_http_access_module. Thread: any; immutable.
 */
public final class AddressRules implements AccessRule {
    private static final Verdict FORBIDDEN = Verdict.refused(403, "access forbidden by rule");

    private final List<Line> lines;

    /** One directive. */
    public record Line(AddressRange range, boolean allows) {}

    public AddressRules(List<Line> lines) {
        this.lines = List.copyOf(lines);
    }

    @Override
    public Verdict judge(Exchange exchange, Consumer<Verdict> later) {
        Peering client = exchange.peering();
        for (Line line : lines) {
            if (line.range.contains(client)) {
                return line.allows ? Verdict.ALLOWED : FORBIDDEN;
            }
        }
        return Verdict.NO_OPINION;
    }
}
