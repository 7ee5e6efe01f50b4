package dev.weir.push;

import dev.weir.core.http.Backend;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A backend that is asked and answers when the test says so. Thread: the test's. */
final class AskedBackend implements Backend {
    final List<Asked> asked = new ArrayList<>();

    /** Whether it throws instead. */
    boolean broken;

    /** One call. */
    record Asked(Request request, Caller caller, List<String> abandoned) {
        String header(String name) {
            return request.headers().first(name);
        }

        String body() {
            return new String(request.body(), StandardCharsets.UTF_8);
        }

        void answer(int status, String... fields) {
            answer(status, new byte[0], fields);
        }

        void answer(int status, byte[] body, String... fields) {
            caller.onAnswer(status, Headers.of(fields), body);
        }
    }

    @Override
    public Call call(Exchange of, Request request, Caller caller) {
        if (broken) {
            throw new IllegalStateException("a fault of ours");
        }
        Asked one = new Asked(request, caller, new ArrayList<>());
        asked.add(one);
        return () -> one.abandoned.add("abandoned");
    }

    Asked last() {
        return asked.get(asked.size() - 1);
    }

    /** The bodies of all calls so far. */
    List<String> bodies() {
        return asked.stream().map(Asked::body).toList();
    }
}
