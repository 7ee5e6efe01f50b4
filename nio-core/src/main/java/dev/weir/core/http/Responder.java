package dev.weir.core.http;

import dev.weir.core.loop.Connection;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes one response: head, framing, body (RFC 9112 sections 6 and 9.3).
 *
 * <p>Thread: worker.
 */
final class Responder implements ResponseStream {
    private enum Framing {
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE,
        NONE
    }

    private final Exchange exchange;
    private final HttpProtocol protocol;
    private final Connection connection;
    private final Runnable whenAnswered;
    private Framing framing;
    private Headers sent;
    private Headers.Builder fields;
    private boolean trailersExpected;
    private Headers.Builder trailers;
    private int status;
    private int override = -1;
    private long headBytes;
    private long bodyBytes;
    private long framingBytes;
    private long left;
    private String unsatisfied;
    private boolean keepAlive;
    private boolean finished;
    private boolean ending;
    private Pace pace;
    private long toldRate = -1;
    private Runnable onDrained;

    Responder(Exchange exchange, HttpProtocol protocol) {
        this(exchange, protocol, null);
    }

    /** @param whenAnswered for an exchange that another asks, whose answer goes nowhere: told when it is complete */
    Responder(Exchange exchange, HttpProtocol protocol, Runnable whenAnswered) {
        this.whenAnswered = whenAnswered;
        this.exchange = exchange;
        this.protocol = protocol;
        this.connection = protocol.connection();
    }

    // --- facts

    int status() {
        return status;
    }

    Headers sentHeaders() {
        return sent;
    }

    /** A field of the response, also while its fields are still being put together; null when it is absent. */
    String field(String name) {
        return fields != null ? fields.joined(name) : sent == null ? null : sent.joined(name);
    }

    /** A trailer field; null when it is absent or has not been made yet. */
    String trailer(String name) {
        return trailers == null ? null : trailers.joined(name);
    }

    long bytesSent() {
        return Math.max(0, headBytes + bodyBytes + framingBytes - unsent());
    }

    /** What is still ours or was lost with the connection; after a 101 others write there too. */
    private long unsent() {
        long paced = pace == null ? 0 : pace.waiting();
        return status == 101 ? 0 : connection.pending() + connection.unsent() + paced;
    }

    long bodyBytesSent() {
        return Math.max(0, bodyBytes + framingBytes - unsent());
    }

    boolean isKeepAlive() {
        return keepAlive;
    }

    boolean hasBegun() {
        return status != 0;
    }

    boolean isFinished() {
        return finished;
    }

    /** The status that an {@code error_page} gives to whatever answers; 0 leaves it. */
    void overrideStatus(int with) {
        override = with == 0 ? -1 : with;
    }

    /** Bytes a second for this response instead of the location's; 0 lifts the limit, -1 asks the location. */
    void rate(long bytesPerSecond) {
        toldRate = bytesPerSecond;
    }

    /** The bytes a second that the response may take; 0 for any number. */
    long rate() {
        Rate rate = exchange.location().options().response().rate();
        return toldRate >= 0
                ? toldRate
                : rate == null ? 0 : Math.max(0, rate.bytesPerSecond().apply(exchange));
    }

    // --- the head

    void begin(ResponseHead head, long length) {
        begin(head, startFields(head), length);
    }

    /**
     * Begins a response of which the client may want parts.
     *
     * @return null when it wants none that is there, which is answered then
     */
    Delivery beginFile(ResponseHead head, long length) {
        Headers.Builder headers = startFields(head);
        int most = exchange.location().options().response().maxRanges();
        boolean whole = status != 200 || most == 0;
        ByteRanges ranges = whole ? null : ByteRanges.of(exchange.request().headers(), headers, length, most);
        if (ranges == ByteRanges.UNSATISFIABLE) {
            status = 0;
            unsatisfied = "bytes */" + length;
            exchange.error(416);
            return null;
        }
        List<Delivery.Piece> pieces = List.of(Delivery.Piece.of(0, length));
        if (ranges != null) {
            status = 206;
            pieces = part(ranges, headers, length);
        } else if (!whole) {
            headers.add("Accept-Ranges", "bytes");
        }
        begin(head, headers, Delivery.length(pieces));
        return new Delivery(this, framing == Framing.NONE ? List.of() : pieces);
    }

    private List<Delivery.Piece> part(ByteRanges ranges, Headers.Builder headers, long length) {
        ByteRanges.Range first = ranges.list().get(0);
        if (ranges.list().size() == 1) {
            headers.set("Content-Range", "bytes " + first.from() + "-" + (first.end() - 1) + "/" + length);
            return List.of(Delivery.Piece.of(first.from(), first.end()));
        }
        String boundary = String.format("%010d%010d", connection.id(), exchange.requestNumber());
        String type = headers.joined("Content-Type");
        headers.set("Content-Type", "multipart/byteranges; boundary=" + boundary);
        return Delivery.multipart(ranges, boundary, type, length);
    }

    private Headers.Builder startFields(ResponseHead head) {
        if (hasBegun()) {
            throw new IllegalStateException("a response has begun already");
        }
        status = override > 0 ? override : head.status();
        return filtered(head);
    }

    private void begin(ResponseHead head, Headers.Builder headers, long length) {
        if (whenAnswered != null) {
            framing = Framing.NONE;
            sent = headers.build();
            return;
        }
        boolean bodiless = status == 204 || status == 304;
        framing = chooseFraming(length, bodiless);
        left = framing == Framing.LENGTH && !isHead() ? length : 0;
        keepAlive = protocol.mayKeepAlive(exchange) && framing != Framing.UNTIL_CLOSE;
        if (framing == Framing.LENGTH) {
            headers.set("Content-Length", Long.toString(length));
        } else {
            headers.remove("Content-Length");
        }
        if (status == 204) {
            headers.remove("Content-Type");
        }
        if (framing == Framing.CHUNKED && !isHead()) {
            headers.set("Transfer-Encoding", "chunked");
        }
        headers.set("Connection", keepAlive ? "keep-alive" : "close");
        int seconds = exchange.location().options().keepaliveHeader();
        if (keepAlive && seconds > 0) {
            headers.set("Keep-Alive", "timeout=" + seconds);
        }
        String reason = status == head.status() ? head.reason() : Status.reason(status);
        send(new ResponseHead(1, status, reason, headers.build()));
        if (isHead()) {
            framing = Framing.NONE;
        }
    }

    private void addCarried(Headers.Builder headers) {
        Headers carried = exchange.carried();
        if (carried != null) {
            CarriedFields.add(carried, status, headers);
        }
    }

    private Headers.Builder filtered(ResponseHead head) {
        fields = Headers.builder().addAll(head.headers());
        addCarried(fields);
        for (HeaderFilter filter : exchange.location().headerFilters()) {
            filter.apply(exchange, status, fields);
        }
        Headers.Builder all = fields;
        fields = null;
        return all;
    }

    private boolean isHead() {
        return exchange.request().method().equals("HEAD");
    }

    private Framing chooseFraming(long length, boolean bodiless) {
        if (bodiless) {
            return Framing.NONE;
        }
        ResponseOptions options = exchange.location().options().response();
        boolean chunkable = exchange.request().isHttp11() && options.chunked();
        trailersExpected = chunkable
                && !isHead()
                && options.trailers() != null
                && options.trailers().isExpected(status);
        if (length >= 0 && !trailersExpected) {
            return Framing.LENGTH;
        }
        return chunkable ? Framing.CHUNKED : Framing.UNTIL_CLOSE;
    }

    /** Sends the 101 of an upgrade. */
    void switching(ResponseHead head) {
        if (whenAnswered != null) {
            throw new IllegalStateException("an exchange that another one asks cannot switch protocols");
        }
        status = 101;
        framing = Framing.NONE;
        finished = true;
        send(new ResponseHead(1, 101, head.reason(), filtered(head).build()));
    }

    /** Bytes of the protocol that was switched to, as many as the socket has taken. */
    void passed(long bytes) {
        bodyBytes = Math.max(0, bytes);
    }

    private void send(ResponseHead head) {
        sent = head.headers();
        if (exchange.request().minorVersion() == 9) {
            return;
        }
        String server = exchange.location().options().serverTokens() ? Version.PRODUCT : "weir";
        byte[] bytes = HeadWriter.response(
                head, sent.has("Server") ? null : server, sent.has("Date") ? null : protocol.date());
        headBytes = bytes.length;
        begin(exchange.location().options().response().rate());
        enqueue(ByteBuffer.wrap(bytes));
    }

    private void begin(Rate rate) {
        if (status == 101 || rate == null && toldRate <= 0) {
            return;
        }
        Pace.Allowance allowance = rate == null ? new Pace.Allowance(toldRate, 0) : rate.of(exchange, toldRate);
        if (allowance != null) {
            pace = new Pace(connection, allowance, this::onPaceEmpty);
            exchange.onEnd(pace::stop);
        }
    }

    private void enqueue(ByteBuffer bytes) {
        if (pace == null) {
            connection.enqueue(bytes);
        } else {
            pace.enqueue(bytes);
        }
    }

    private void onPaceEmpty() {
        if (ending) {
            complete();
        } else if (connection.pending() == 0) {
            drained();
        }
    }

    // --- the body

    @Override
    public void write(ByteBuffer bytes) {
        if (!hasBegun()) {
            throw new IllegalStateException("a body before its head");
        }
        int count = bytes.remaining();
        if (count == 0 || framing == Framing.NONE || finished || ending) {
            bytes.position(bytes.limit());
            return;
        }
        if (framing == Framing.LENGTH && count > left) {
            throw new IllegalStateException("a body that is longer than its Content-Length");
        }
        left -= count;
        bodyBytes += count;
        if (framing == Framing.CHUNKED) {
            frame(ChunkedEncoder.head(count));
            enqueue(bytes);
            frame(ChunkedEncoder.end());
        } else {
            enqueue(bytes);
        }
        protocol.watch();
    }

    private void frame(byte[] bytes) {
        framingBytes += bytes.length;
        enqueue(ByteBuffer.wrap(bytes));
    }

    @Override
    public void finish() {
        if (finished || ending) {
            return;
        }
        onDrained = null;
        if (whenAnswered != null) {
            cutShort();
            return;
        }
        if (framing == Framing.LENGTH && left > 0) {
            // The client would take the head of the next response for what is missing of this one.
            exchange.abort();
            return;
        }
        if (framing == Framing.CHUNKED) {
            frame(trailersExpected ? lastWithTrailers() : ChunkedEncoder.last());
        }
        ending = pace != null && pace.waiting() > 0;
        if (!ending) {
            complete();
        }
    }

    private void complete() {
        ending = false;
        finished = true;
        protocol.onResponseFinished(exchange, keepAlive);
    }

    /** Of the answer to an asking exchange the head alone counts. */
    void cutShort() {
        if (!finished) {
            finished = true;
            connection.defer(whenAnswered);
        }
    }

    private byte[] lastWithTrailers() {
        trailers = Headers.builder();
        exchange.location().options().response().trailers().apply(exchange, status, trailers);
        return HeadWriter.lastChunk(trailers.build());
    }

    @Override
    public boolean isCongested() {
        return whenAnswered == null && (connection.isCongested() || pace != null && pace.waiting() > 0);
    }

    @Override
    public void onDrained(Runnable action) {
        onDrained = action;
    }

    @Override
    public void highMark(int bytes) {
        if (whenAnswered == null) {
            connection.highMark(bytes);
        }
    }

    @Override
    public void flush() {
        if (whenAnswered == null) {
            connection.flush();
        }
    }

    void drained() {
        if (onDrained != null && (pace == null || pace.waiting() == 0)) {
            onDrained.run();
        }
    }

    // --- pages of our own

    /** nginx's page for a status, as a redirect when {@code url} is told. */
    void standardPage(int code, String url) {
        int shown = code == 494 ? 400 : code;
        if (code == 444) {
            exchange.cut();
            return;
        }
        Headers.Builder headers = Headers.builder().add("Content-Type", "text/html");
        if (url != null) {
            headers.add("Location", url);
        }
        if (unsatisfied != null) {
            headers.add("Content-Range", unsatisfied);
        }
        String title = shown + " " + Status.title(shown);
        String detail = code == 494 ? "<center>Request Header Or Cookie Too Large</center>\r\n" : "";
        boolean tokens = exchange.location().options().serverTokens();
        String page = "<html>\r\n<head><title>" + (code == 494 ? "400 Request Header Or Cookie Too Large" : title)
                + "</title></head>\r\n<body>\r\n<center><h1>" + title + "</h1></center>\r\n" + detail
                + "<hr><center>" + (tokens ? Version.PRODUCT : "weir") + "</center>\r\n</body>\r\n</html>\r\n";
        boolean paged = shown != 204 && shown != 304 && !Status.reason(shown).isEmpty();
        if (!paged) {
            headers.remove("Content-Type");
        }
        byte[] content = paged ? ByteText.bytes(page) : new byte[0];
        ResponseHead head = ResponseHead.of(shown, headers.build());
        begin(head, content.length);
        write(ByteBuffer.wrap(content));
        finish();
    }
}
