package dev.weir.dist.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;

/**
 * A push URL, used as curl and browsers use it: its user becomes that of Basic authentication. Thread: any.
 *
 * @param text as the first message names it
 */
record PushUrl(String text) {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** The status that answers a text. */
    int post(String message) {
        return request("POST", "", message.getBytes(UTF_8));
    }

    /** The status that answers these bytes. */
    int postBinary(byte[] message) {
        return request("POST", "", message, "Content-Type", "application/octet-stream");
    }

    /** The status that answers a DELETE; {@code arguments} with the question mark, or nothing. */
    int delete(String arguments) {
        return request("DELETE", arguments, new byte[0]);
    }

    private int request(String method, String arguments, byte[] body, String... fields) {
        URI uri = URI.create(text + arguments);
        String user = Base64.getEncoder().encodeToString((uri.getUserInfo() + ":").getBytes(UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(text.replaceFirst("//.*@", "//") + arguments))
                .method(method, BodyPublishers.ofByteArray(body))
                .timeout(PATIENCE)
                .header("Authorization", "Basic " + user);
        if (fields.length > 0) {
            request.headers(fields);
        }
        try {
            return HttpClient.newHttpClient()
                    .send(request.build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
