package dev.weir.core.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.core.http.HeadLimits;
import dev.weir.core.http.Headers;
import dev.weir.core.http.HttpFault;
import dev.weir.core.http.RequestHead;
import dev.weir.core.http.RequestParser;
import dev.weir.core.http.ResponseHead;
import dev.weir.testkit.fuzz.FuzzRun;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Opening handshakes as text: judged as {@link NaiveHandshake} judges them, and no bearer token stays among the
 * subprotocols. The same fields are judged as an upstream's answer too.
 */
public class HandshakeFuzzTest {
    /** Of RFC 6455 section 1.3. */
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
    private static final List<TokenForm> FORMS =
            List.of(new TokenForm("bearer"), new TokenForm("auth."), new TokenForm("base64url.bearer."));
    private static final OriginRule ORIGINS = OriginRule.of(
            true,
            List.of(
                    OriginName.parse("https://example.com"),
                    OriginName.parse("*.b.example"),
                    OriginName.parse("null")));

    private static final String START =
            "GET /chat HTTP/1.1\r\nHost: a.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: " + KEY + "\r\nSec-WebSocket-Version: 13\r\n";
    private static final String[] SEEDS = {
        START + "\r\n",
        START
                + "Origin: https://example.com\r\nSec-WebSocket-Protocol: chat, superchat\r\nSec-WebSocket-Protocol: x\r\n\r\n",
        START + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n",
        START + "Sec-WebSocket-Extensions: foo; a=\"b\\c\", permessage-deflate; server_max_window_bits=10;"
                + " client_no_context_takeover\r\nSec-WebSocket-Extensions: , permessage-deflate ;"
                + " server_no_context_takeover; client_max_window_bits=\"15\",\r\n\r\n",
        START + "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=7\r\n\r\n",
        START + "Sec-WebSocket-Protocol: bearer, abc.def, chat\r\nOrigin: http://x.b.example:80\r\n\r\n",
        START + "Sec-WebSocket-Protocol: auth.tok, base64url.bearer.dG9rZW4, v1\r\nOrigin: null\r\n\r\n",
        START.replace(KEY, KEY.substring(0, 22)) + "\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nupgrade: h2c, WebSocket\r\nconnection: keep-alive\r\nConnection: , UPGRADE ,\r\n"
                + "sec-websocket-key: " + KEY + "\r\nSec-websocket-version: 13\r\nContent-Length: 00\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + ACCEPT
                + "\r\n\r\n",
    };
    private static final String[] WORDS = {
        "=08",
        "\r\n",
        ", ",
        ";",
        "=",
        "\"",
        "\\",
        " ",
        "\t",
        "Upgrade",
        "upgrade",
        "websocket",
        "13",
        "Connection: ",
        "Upgrade: ",
        "Sec-WebSocket-Key: ",
        "Sec-WebSocket-Version: ",
        "Sec-WebSocket-Protocol: ",
        "Sec-WebSocket-Extensions: ",
        "Origin: ",
        KEY,
        ACCEPT,
        "permessage-deflate",
        "server_no_context_takeover",
        "client_no_context_takeover",
        "server_max_window_bits",
        "client_max_window_bits",
        "=8",
        "=15",
        "=16",
        "=\"09\"",
        "bearer",
        "auth.",
        "base64url.bearer.",
        "Content-Length: 1\r\n",
        "Transfer-Encoding: chunked\r\n",
        "https://",
        "\240",
        "\205",
        "null",
        "HTTP/1.0",
        "POST",
    };

    /** A target of the fuzzers. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        RequestHead request;
        try {
            request = new RequestParser(HeadLimits.DEFAULT).parse(ByteBuffer.wrap(input));
        } catch (HttpFault fault) {
            return;
        }
        if (request == null) {
            return;
        }
        Handshake.Verdict verdict = Handshake.checkRequest(request);
        assertEquals(NaiveHandshake.judge(request), verdict.status(), verdict::reason);
        assertTrue(!verdict.isValid() || Handshake.isUpgradeRequest(request));
        assertEquals(NaiveHandshake.firstProtocol(request), Handshake.firstProtocol(request));
        for (boolean takeover : new boolean[] {false, true}) {
            DeflateAgreement agreement = DeflateAgreement.of(request.headers(), takeover);
            String naive = NaiveHandshake.agreement(request.headers(), takeover);
            assertEquals(naive, agreement == null ? null : agreement.header());
        }
        answer(request.headers(), request.minorVersion());
        token(request);
        origin(request);
    }

    private static void answer(Headers fields, int minorVersion) {
        ResponseHead response = new ResponseHead(Math.min(1, minorVersion), 101, "", fields);
        assertEquals(NaiveHandshake.isAcceptance(response, ACCEPT), Handshake.checkResponse(response, KEY) == null);
    }

    private static void token(RequestHead request) {
        BearerToken found = BearerToken.find(FORMS, request.headers().all(BearerToken.FIELD));
        List<String> left = new ArrayList<>();
        boolean follows = false;
        for (String field : request.headers().all(BearerToken.FIELD)) {
            for (String element : field.split(",")) {
                String name = element.trim();
                boolean secret = follows
                        || name.equals("bearer")
                        || name.startsWith("auth.") && name.length() > 5
                        || name.startsWith("base64url.bearer.") && name.length() > 17;
                if (!secret && !name.isEmpty()) {
                    left.add(name);
                }
                follows = name.isEmpty() ? follows : !follows && name.equals("bearer");
            }
        }
        assertEquals(left, found.others());
        assertTrue(found.token().chars().allMatch(c -> c > ' ' && c < 0x7f));
        Headers without = found.without(request).headers();
        assertEquals(left.isEmpty() ? List.of() : List.of(String.join(", ", left)), without.all(BearerToken.FIELD));
    }

    /** Nobody is admitted who is not named here. */
    private static void origin(RequestHead request) {
        List<String> origins = request.headers().all("Origin");
        if (ORIGINS.admits(request) && !origins.isEmpty()) {
            String host = String.valueOf(request.headers().first("Host"));
            String origin = origins.get(0);
            boolean named = origin.matches("(?i)https://example\\.com(:(0*443)?)?")
                    || origin.matches("(?i)http://[a-z0-9._-]+\\.b\\.example(:(0*80)?)?")
                    || origin.matches("(?i)https://[a-z0-9._-]+\\.b\\.example(:(0*443)?)?")
                    || origin.equals("null")
                    || origin.matches("(?i)https?://.*")
                            && bare(origin.replaceFirst(".*?://", "")).equals(bare(host));
            assertTrue(origins.size() == 1 && named, () -> origin + " for " + host);
        }
    }

    private static String bare(String host) {
        return host.toLowerCase(Locale.ROOT).replaceFirst(":0*(80|443)?$", "").replaceFirst(":0*", ":");
    }

    @Test
    void damagedHandshakes() throws InterruptedException {
        FuzzRun.of(HandshakeFuzzTest::fuzzerTestOneInput, SEEDS).words(WORDS).run(20_000);
    }
}
