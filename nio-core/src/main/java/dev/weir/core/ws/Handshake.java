package dev.weir.core.ws;

import dev.weir.core.http.Headers;
import dev.weir.core.http.RequestHead;
import dev.weir.core.http.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * The opening handshake (RFC 6455 section 4), judged strictly: a gateway that opens a tunnel on less lets requests pass
 * through it unseen.
 *
 * <p>Thread: any.
 */
public final class Handshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    /**
     * What to do with a request.
     *
     * @param status 101 when it is a valid handshake, else what to answer; with 426 goes
     *     {@code Sec-WebSocket-Version: 13}
     * @param reason for the error log; empty when valid
     */
    public record Verdict(int status, String reason) {
        private static final Verdict VALID = new Verdict(101, "");

        public boolean isValid() {
            return status == 101;
        }
    }

    private Handshake() {}

    /** The value of Sec-WebSocket-Accept for a key (section 4.2.2, item 5.4). */
    public static String accept(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] digest = sha1.digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    /** Whether a request asks for any protocol upgrade, well or badly (RFC 9110 section 7.8). */
    public static boolean asksForUpgrade(RequestHead request) {
        return request.headers().has("Upgrade") && request.headers().hasToken("Connection", "upgrade");
    }

    /** Whether a request asks for an upgrade to WebSocket, well or badly. */
    public static boolean isUpgradeRequest(RequestHead request) {
        return asksForUpgrade(request) && request.headers().hasToken("Upgrade", "websocket");
    }

    /** Judges a client's handshake (section 4.2.1). */
    public static Verdict checkRequest(RequestHead request) {
        Headers headers = request.headers();
        if (!request.method().equals("GET")) {
            return refusal(400, "the method is not GET");
        }
        if (!request.isHttp11()) {
            return refusal(400, "the version is below HTTP/1.1");
        }
        if (!headers.hasToken("Upgrade", "websocket")) {
            return refusal(400, "\"Upgrade\" does not name websocket");
        }
        if (!headers.hasToken("Connection", "upgrade")) {
            return refusal(400, "\"Connection\" does not name upgrade");
        }
        if (!headers.all("Sec-WebSocket-Version").equals(List.of("13"))) {
            return refusal(426, "\"Sec-WebSocket-Version\" is not 13");
        }
        if (headers.all("Sec-WebSocket-Key").size() != 1 || !isKey(headers.first("Sec-WebSocket-Key"))) {
            return refusal(400, "\"Sec-WebSocket-Key\" is not one key of 16 bytes");
        }
        if (hasBody(headers)) {
            return refusal(400, "the request has a body");
        }
        return Verdict.VALID;
    }

    private static Verdict refusal(int status, String problem) {
        return new Verdict(status, "client sent invalid WebSocket handshake: " + problem);
    }

    /** RFC 6455 sends the client's frames right behind the head: no body can stand there. A length of 00 is none. */
    private static boolean hasBody(Headers headers) {
        String length = headers.first("Content-Length");
        return headers.has("Transfer-Encoding") || length != null && !length.matches("0+");
    }

    private static boolean isKey(String key) {
        try {
            return key.length() == 24 && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Judges an upstream's answer (section 4.1, second list): only a valid one may open a tunnel.
     *
     * @param key the Sec-WebSocket-Key that was sent
     * @return null when it is valid, else what is wrong
     */
    public static String checkResponse(ResponseHead response, String key) {
        Headers headers = response.headers();
        if (response.status() != 101) {
            return "the status is " + response.status() + ", not 101";
        }
        if (response.minorVersion() != 1) {
            return "the version is below HTTP/1.1";
        }
        List<String> upgrade = headers.all("Upgrade");
        if (upgrade.size() != 1 || !upgrade.get(0).equalsIgnoreCase("websocket")) {
            return "\"Upgrade\" is not websocket";
        }
        if (!headers.hasToken("Connection", "upgrade")) {
            return "\"Connection\" does not name upgrade";
        }
        if (!headers.all("Sec-WebSocket-Accept").equals(List.of(accept(key)))) {
            return "\"Sec-WebSocket-Accept\" does not match the key";
        }
        return null;
    }

    /** The subprotocol the client likes best (section 4.1, item 10); null when it names none. */
    public static String firstProtocol(RequestHead request) {
        for (String field : request.headers().all("Sec-WebSocket-Protocol")) {
            for (String name : field.split(",")) {
                if (isToken(name.strip())) {
                    return name.strip();
                }
            }
        }
        return null;
    }

    /** RFC 9110 section 5.6.2. */
    static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
    }

    /** The 101 of an endpoint to a valid request (section 4.2.2); further fields may be added. */
    public static Headers.Builder acceptance(RequestHead request) {
        return Headers.builder()
                .add("Upgrade", "websocket")
                .add("Connection", "Upgrade")
                .add("Sec-WebSocket-Accept", accept(request.headers().first("Sec-WebSocket-Key")));
    }
}
