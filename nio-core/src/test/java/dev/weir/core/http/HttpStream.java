package dev.weir.core.http;

import dev.weir.testkit.EveryChunking;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** All messages of one direction of a connection, told in the words of {@link NaiveHttp}. Thread: the fuzzer's. */
final class HttpStream implements EveryChunking.Subject<List<String>> {
    private final RequestParser requests;
    private final ResponseParser responses;
    private final List<String> events = new ArrayList<>();
    private final StringBuilder content = new StringBuilder();
    private BodyReader body;
    private boolean over;

    private HttpStream(RequestParser requests, ResponseParser responses) {
        this.requests = requests;
        this.responses = responses;
    }

    static HttpStream ofRequests(HeadLimits limits) {
        return new HttpStream(new RequestParser(limits), null);
    }

    static HttpStream ofResponses(int longestHead) {
        return new HttpStream(null, new ResponseParser(longestHead));
    }

    @Override
    public boolean feed(ByteBuffer piece) {
        try {
            while (!over && step(piece)) {}
        } catch (HttpFault fault) {
            events.add("fault " + fault.status());
            over = true;
            body = null;
        }
        if (over) {
            piece.position(piece.limit());
        }
        return false;
    }

    /** Whether something was complete. */
    private boolean step(ByteBuffer piece) throws HttpFault {
        if (body != null) {
            if (!body.read(piece, this::take)) {
                return false;
            }
            events.add("body " + content);
            content.setLength(0);
            body = null;
        }
        return requests != null ? request(piece) : response(piece);
    }

    private void take(ByteBuffer part) {
        while (part.hasRemaining()) {
            content.append((char) (part.get() & 0xff));
        }
    }

    private boolean request(ByteBuffer piece) throws HttpFault {
        RequestHead head = requests.parse(piece);
        if (head == null) {
            return false;
        }
        events.add("head " + head.method() + ' ' + head.target() + ' ' + head.minorVersion() + '\n' + head.headers());
        over = head.minorVersion() == 9;
        BodyFraming framing = BodyFraming.ofRequest(head);
        body = framing == BodyFraming.NONE ? null : BodyReader.ofRequest(framing);
        return true;
    }

    private boolean response(ByteBuffer piece) throws HttpFault {
        ResponseHead head = responses.parse(piece);
        if (head == null) {
            return false;
        }
        events.add("head " + head.minorVersion() + ' ' + head.status() + ' ' + head.reason() + '\n' + head.headers());
        BodyFraming framing = BodyFraming.ofResponse(head, "GET");
        body = framing == BodyFraming.NONE ? null : BodyReader.ofResponse(framing);
        return true;
    }

    @Override
    public List<String> result() {
        List<String> all = new ArrayList<>(events);
        if (body != null) {
            all.add("part " + content);
        } else if (!over) {
            all.add("more");
        }
        return all;
    }
}
