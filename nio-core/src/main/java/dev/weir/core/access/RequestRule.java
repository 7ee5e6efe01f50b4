package dev.weir.core.access;

import dev.weir.core.http.Asking;
import dev.weir.core.http.Exchange;
import dev.weir.core.variable.Assignable;
import dev.weir.core.variable.Template;
import java.util.List;
import java.util.function.Consumer;

/**
 * {@code auth_request}: asks another location, which usually asks somebody else, and goes by its status.
 *
 * <p>Source: nginx, ngx_http_auth_request_module. Thread: worker.
 */
public final class RequestRule implements AccessRule {
    private final String uri;
    private final List<Setting> settings;

    /** One {@code auth_request_set}: what is kept of the answer. */
    public record Setting(Assignable variable, Template value) {}

    /** @param uri what is asked, a byte string */
    public RequestRule(String uri, List<Setting> settings) {
        this.uri = uri;
        this.settings = List.copyOf(settings);
    }

    @Override
    public Verdict judge(Exchange exchange, Consumer<Verdict> later) {
        Asking.ask(exchange, uri, answer -> {
            for (Setting setting : settings) {
                setting.variable.assign(exchange, setting.value.apply(answer));
            }
            later.accept(verdict(answer));
        });
        return Verdict.LATER;
    }

    private static Verdict verdict(Exchange answer) {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return Verdict.ALLOWED;
        }
        if (status == 403) {
            return Verdict.refused(403, null);
        }
        if (status == 401) {
            return Verdict.challenged(
                    answer.sentHeaders() == null
                            ? List.of()
                            : answer.sentHeaders().all("WWW-Authenticate"));
        }
        return Verdict.refused(500, "auth request unexpected status: " + status);
    }
}
