package dev.weir.core.ws;

import dev.weir.core.http.Headers;
import dev.weir.core.http.RequestHead;
import dev.weir.core.http.ResponseHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The grammar of RFC 6455 section 4 and RFC 7692 section 7.1 as patterns. Thread: any; stateless. */
final class NaiveHandshake {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String QUOTED = "\"(?:\\\\?[!#$%&'*+.^_`|~0-9A-Za-z-])+\"";
    private static final String PARAMETER =
            ";[ \\t]*(" + TOKEN + ")[ \\t]*(?:=[ \\t]*(" + TOKEN + "|" + QUOTED + ")[ \\t]*)?";
    private static final String OFFER = "(" + TOKEN + ")[ \\t]*((?:" + PARAMETER + ")*)";
    private static final Pattern OFFERS = Pattern.compile("[ \\t]*(?:" + OFFER + ")?(?:,[ \\t]*(?:" + OFFER + ")?)*");
    private static final Pattern ONE_OFFER = Pattern.compile("(?:^|,)[ \\t]*" + OFFER);
    private static final Pattern ONE_PARAMETER = Pattern.compile(PARAMETER);
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");
    private static final Pattern ZEROS = Pattern.compile("0+");
    private static final Pattern PROTOCOL = Pattern.compile(TOKEN);
    private static final Pattern BITS = Pattern.compile("8|9|1[0-5]");

    private NaiveHandshake() {}

    private static Stream<String> elements(Headers headers, String name) {
        return headers.all(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::trim);
    }

    private static boolean names(Headers headers, String name, String token) {
        return elements(headers, name).anyMatch(token::equalsIgnoreCase);
    }

    /** 101, 400 or 426. */
    static int judge(RequestHead request) {
        Headers headers = request.headers();
        List<String> keys = headers.all("Sec-WebSocket-Key");
        List<String> versions = headers.all("Sec-WebSocket-Version");
        boolean asks = request.method().equals("GET")
                && request.minorVersion() == 1
                && names(headers, "Upgrade", "websocket")
                && names(headers, "Connection", "upgrade");
        if (!asks) {
            return 400;
        }
        if (versions.size() != 1 || !versions.get(0).equals("13")) {
            return 426;
        }
        boolean body = headers.has("Transfer-Encoding")
                || headers.all("Content-Length").stream()
                        .anyMatch(length -> !ZEROS.matcher(length).matches());
        return keys.size() == 1 && KEY.matcher(keys.get(0)).matches() && !body ? 101 : 400;
    }

    static boolean isAcceptance(ResponseHead response, String accept) {
        Headers headers = response.headers();
        List<String> upgrades = headers.all("Upgrade");
        return response.status() == 101
                && response.minorVersion() == 1
                && upgrades.size() == 1
                && upgrades.get(0).equalsIgnoreCase("websocket")
                && names(headers, "Connection", "upgrade")
                && headers.all("Sec-WebSocket-Accept").equals(List.of(accept));
    }

    /** Null for none. */
    static String firstProtocol(RequestHead request) {
        return elements(request.headers(), "Sec-WebSocket-Protocol")
                .filter(name -> PROTOCOL.matcher(name).matches())
                .findFirst()
                .orElse(null);
    }

    /** What an endpoint answers to the offers of extensions; null for nothing. */
    static String agreement(Headers headers, boolean takeover) {
        List<String> fields = headers.all("Sec-WebSocket-Extensions");
        if (!fields.stream().allMatch(field -> OFFERS.matcher(field).matches())) {
            return null;
        }
        for (String field : fields) {
            Matcher offer = ONE_OFFER.matcher(field);
            while (offer.find()) {
                String answer = offer.group(1).equals("permessage-deflate") ? answer(offer.group(2), takeover) : null;
                if (answer != null) {
                    return answer;
                }
            }
        }
        return null;
    }

    private static String answer(String parameters, boolean takeover) {
        Set<String> seen = new HashSet<>();
        String bits = "15";
        boolean told = false;
        List<String> answer = new ArrayList<>();
        Matcher m = ONE_PARAMETER.matcher(parameters);
        while (m.find()) {
            String value = m.group(2) == null ? null : m.group(2).replaceAll("[\"\\\\]", "");
            boolean isBits = value != null && BITS.matcher(value).matches();
            boolean fits = switch (m.group(1)) {
                case "server_no_context_takeover", "client_no_context_takeover" -> value == null;
                case "server_max_window_bits" -> isBits;
                case "client_max_window_bits" -> value == null || isBits;
                default -> false;
            };
            if (!fits || !seen.add(m.group(1))) {
                return null;
            }
            told |= m.group(1).equals("server_max_window_bits");
            bits = m.group(1).equals("server_max_window_bits") ? value : bits;
        }
        answer.add("permessage-deflate");
        if (!takeover || seen.contains("server_no_context_takeover") || !bits.equals("15")) {
            answer.add("server_no_context_takeover");
        }
        if (!takeover || seen.contains("client_no_context_takeover")) {
            answer.add("client_no_context_takeover");
        }
        if (told) {
            answer.add("server_max_window_bits=" + bits);
        }
        return String.join("; ", answer);
    }
}
