package dev.weir.core.ws;

import dev.weir.core.http.Headers;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a client and an endpoint of Weir agreed on about permessage-deflate (RFC 7692 sections 5 and 7.1).
 *
 * <p>Java's zlib always looks back over 15 bits of window. A client that wants less from us ({@code
 * server_max_window_bits}) gets each window's worth of bytes compressed by itself: then no distance can leave it. What
 * the client sends may use any window: ours reads them all.
 *
 * <p>Thread: any; immutable.
 *
 * @param serverTakeover whether our messages may refer to those before
 * @param clientTakeover whether the client's messages may
 * @param serverWindowBits 8 to 15, as the client asked; 0 when it did not
 */
public record DeflateAgreement(boolean serverTakeover, boolean clientTakeover, int serverWindowBits) {
    /** The field of request and response. */
    public static final String FIELD = "Sec-WebSocket-Extensions";

    private static final String NAME = "permessage-deflate";
    private static final String SERVER_NO_TAKEOVER = "server_no_context_takeover";
    private static final String CLIENT_NO_TAKEOVER = "client_no_context_takeover";
    private static final String SERVER_WINDOW = "server_max_window_bits";
    private static final String CLIENT_WINDOW = "client_max_window_bits";
    private static final int WIDEST = 15;

    /** Both without takeover, unless a client's parameters say more: what a location without takeover allows. */
    private static final DeflateAgreement LEAST = new DeflateAgreement(false, false, 0);

    private static final DeflateAgreement MOST = new DeflateAgreement(true, true, 0);

    /**
     * Takes the first offer that is understood whole.
     *
     * @param request the handshake's fields
     * @param takeover whether either side may keep its window from message to message
     * @return null when there is none to take, or when the field breaks its grammar
     */
    public static DeflateAgreement of(Headers request, boolean takeover) {
        List<ExtensionOffer> offers = request.has(FIELD) ? ExtensionOffer.parse(request.all(FIELD)) : null;
        if (offers != null) {
            for (ExtensionOffer offer : offers) {
                DeflateAgreement agreement = offer.name().equals(NAME) ? to(offer, takeover) : null;
                if (agreement != null) {
                    return agreement;
                }
            }
        }
        return null;
    }

    /** Section 7.1: an offer with a parameter that is unknown, twice there or of a wrong value is declined. */
    private static DeflateAgreement to(ExtensionOffer offer, boolean takeover) {
        DeflateAgreement agreement = takeover ? MOST : LEAST;
        Set<String> seen = new HashSet<>();
        for (ExtensionOffer.Parameter parameter : offer.parameters()) {
            boolean first = seen.add(parameter.name());
            agreement = first ? agreement.with(parameter.name(), parameter.value()) : null;
            if (agreement == null) {
                return null;
            }
        }
        return agreement;
    }

    /** Null when the parameter does not stand in section 7.1 or its value is not one of those there. */
    private DeflateAgreement with(String name, String value) {
        return switch (name) {
            case SERVER_NO_TAKEOVER ->
                value == null ? new DeflateAgreement(false, clientTakeover, serverWindowBits) : null;
            case CLIENT_NO_TAKEOVER ->
                value == null ? new DeflateAgreement(serverTakeover, false, serverWindowBits) : null;
            case SERVER_WINDOW -> windowBits(value) > 0 ? withServerWindow(windowBits(value)) : null;
            case CLIENT_WINDOW -> value == null || windowBits(value) > 0 ? this : null;
            default -> null;
        };
    }

    private DeflateAgreement withServerWindow(int bits) {
        return new DeflateAgreement(serverTakeover && bits == WIDEST, clientTakeover, bits);
    }

    /** Section 7.1.2.1: 8 to 15, without leading zeros; 0 for anything else. */
    private static int windowBits(String value) {
        boolean valid = value != null && value.matches("[89]|1[0-5]");
        return valid ? Integer.parseInt(value) : 0;
    }

    /** The value of the response's {@link #FIELD}. */
    public String header() {
        return NAME
                + (serverTakeover ? "" : "; " + SERVER_NO_TAKEOVER)
                + (clientTakeover ? "" : "; " + CLIENT_NO_TAKEOVER)
                + (serverWindowBits == 0 ? "" : "; " + SERVER_WINDOW + "=" + serverWindowBits);
    }

    /** Bytes after which what we compress must begin anew; {@link Long#MAX_VALUE} for never. */
    public long stretch() {
        return serverWindowBits == 0 || serverWindowBits == WIDEST ? Long.MAX_VALUE : 1L << serverWindowBits;
    }
}
