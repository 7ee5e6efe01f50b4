package dev.weir.core.ws;

import dev.weir.core.http.AttachmentKey;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.http.RequestHead;
import dev.weir.core.http.ResponseHead;
import java.util.ArrayList;
import java.util.List;

/**
 * A bearer token that came among the subprotocols of a handshake ({@code ws_token}).
 *
 * <p>Thread: worker; immutable.
 *
 * @param token a byte string of visible characters; empty when there was none
 * @param marker the subprotocol before it that the client offered only for its sake; null for none
 * @param others the subprotocols without token and marker, in order
 */
public record BearerToken(String token, String marker, List<String> others) {
    static final String FIELD = "Sec-WebSocket-Protocol";

    /** Where an exchange keeps it, in common with those that are asked on its behalf. */
    static final AttachmentKey<BearerToken> KEY = AttachmentKey.shared();

    /** Finds the first token; all elements that look like one are taken out, so that none goes anywhere. */
    static BearerToken find(List<TokenForm> forms, List<String> fields) {
        List<String> elements = elements(fields);
        List<String> others = new ArrayList<>();
        String token = "";
        String marker = null;
        for (int i = 0; i < elements.size(); i++) {
            TokenForm form = formOf(elements.get(i), forms);
            if (form == null) {
                others.add(elements.get(i));
                continue;
            }
            boolean pair = form.isPair();
            marker = pair && marker == null ? form.name() : marker;
            i += pair ? 1 : 0;
            String found = i < elements.size() ? form.token(elements.get(i)) : null;
            token = token.isEmpty() && found != null ? found : token;
        }
        return new BearerToken(token, marker, List.copyOf(others));
    }

    private static TokenForm formOf(String element, List<TokenForm> forms) {
        return forms.stream().filter(form -> form.begins(element)).findFirst().orElse(null);
    }

    /** The elements of a list field (RFC 9110 section 5.6.1). */
    private static List<String> elements(List<String> fields) {
        List<String> elements = new ArrayList<>();
        for (String field : fields) {
            for (String element : field.split(",")) {
                if (!element.isBlank()) {
                    elements.add(element.strip());
                }
            }
        }
        return elements;
    }

    /** The request as if there had been no token. */
    RequestHead without(RequestHead request) {
        Headers.Builder fields = Headers.builder();
        boolean[] put = {others.isEmpty()};
        request.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase(FIELD)) {
                fields.add(name, value);
            } else if (!put[0]) {
                put[0] = true;
                fields.add(name, String.join(", ", others));
            }
        });
        return new RequestHead(
                request.requestLine(),
                request.method(),
                request.target(),
                request.minorVersion(),
                fields.build(),
                request.length());
    }

    /**
     * A 101 for the client: a browser demands that one of its subprotocols is chosen, and the marker stands for the
     * token when nobody has chosen another.
     */
    public static ResponseHead chosen(Exchange exchange, ResponseHead head) {
        BearerToken found = exchange.attachment(KEY);
        if (found == null || found.marker == null || head.headers().has(FIELD)) {
            return head;
        }
        return new ResponseHead(
                head.minorVersion(),
                head.status(),
                head.reason(),
                head.headers().toBuilder().add(FIELD, found.marker).build());
    }
}
