package dev.weir.core.http;

import dev.weir.core.loop.Connection;
import dev.weir.core.ws.BearerToken;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes one response: head, framing, body (RFC 9112 sections 6 and 9.3).
 *
 * <p>Thread: worker.
 */
final class Responder implements ResponseStream, ResponseFacts {
    private final Exchange exchange;
    private final HttpProtocol protocol;
    private final Connection connection;
    private final Runnable whenAnswered;
    private ResponseFraming framing;
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
    private boolean keepAlive;
    private boolean finished;
    private boolean ending;
    private Pace pace;
    private Gzip gzip;
    private long toldRate = -1;
    private Runnable onDrained;
    private ResponseStream stream;

    /** @param whenAnswered for an exchange that another asks: told when {@code to}, if not null, has the body */
    Responder(Exchange exchange, ResponseStream to, Runnable whenAnswered) {
        this.stream = to == null ? this : new AskedStream(this, to);
        this.whenAnswered = whenAnswered;
        this.exchange = exchange;
        this.protocol = exchange.protocol();
        this.connection = protocol.connection();
    }

    // --- facts

    int status() {
        return status != 0 || override < 0 ? status : override;
    }

    Headers sentHeaders() {
        return sent;
    }

    @Override
    public String field(String name) {
        return fields != null ? fields.joined(name) : sent == null ? null : sent.joined(name);
    }

    @Override
    public String trailer(String name) {
        return trailers == null ? null : trailers.joined(name);
    }

    long bytesSent() {
        return Math.max(0, headBytes + bodyBytes + framingBytes - unsent());
    }

    /** What is still ours or was lost with the connection; after a 101 others write there too. */
    private long unsent() {
        return status == 101 ? 0 : connection.pending() + connection.unsent() + (pace == null ? 0 : pace.waiting());
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

    @Override
    public void rate(long bytesPerSecond) {
        toldRate = bytesPerSecond;
    }

    @Override
    public long rate() {
        return Rate.of(exchange, toldRate);
    }

    // --- the head

    /** @return what takes the body */
    ResponseStream begin(ResponseHead head, long length) {
        Headers.Builder headers = startFields(head);
        begin(head, headers, isChanged(headers, length) ? -1 : length);
        return stream;
    }

    private boolean isChanged(Headers.Builder headers, long length) {
        boolean forNobody = whenAnswered != null && stream == this;
        BodyFilter filter = forNobody ? null : options().response().filter();
        boolean filtered = filter != null && filter.apply(exchange, headers, length);
        if (filtered && !isHead()) {
            stream = filter.open(exchange, stream);
        }
        return isZipped(headers, filtered ? -1 : length) || filtered;
    }

    /** A HEAD gets the fields of a GET. */
    private boolean isZipped(Headers.Builder headers, long length) {
        GzipRules rules = options().response().gzip();
        if (rules == null || whenAnswered != null || !rules.apply(exchange, status, headers, length)) {
            return false;
        }
        if (!isHead()) {
            gzip = new Gzip(rules.level(), this::emit);
            exchange.onEnd(gzip::close);
        }
        return true;
    }

    @Override
    public String gzipRatio() {
        return gzip == null ? null : gzip.ratio();
    }

    /** Begins a response of which the client may want parts; null when it wants none that is there (answered). */
    Delivery beginFile(ResponseHead head, long length) {
        Headers.Builder headers = startFields(head);
        if (isChanged(headers, length)) {
            begin(head, headers, -1);
            return new Delivery(stream, isHead() ? List.of() : List.of(Delivery.Piece.of(0, length)));
        }
        int most = options().response().maxRanges();
        boolean whole = status != 200 || most == 0 || whenAnswered != null;
        ByteRanges ranges = whole ? null : ByteRanges.of(exchange.request().headers(), headers, length, most);
        if (ranges == ByteRanges.UNSATISFIABLE) {
            status = 0;
            exchange.carry("Content-Range", "bytes */" + length);
            exchange.error(416);
            return null;
        }
        List<Delivery.Piece> pieces = List.of(Delivery.Piece.of(0, length));
        if (ranges != null) {
            status = 206;
            pieces = Delivery.parts(ranges, headers, length, connection.id());
        } else if (!whole) {
            headers.add("Accept-Ranges", "bytes");
        }
        begin(head, headers, Delivery.length(pieces));
        return new Delivery(stream, framing == ResponseFraming.NONE && stream == this ? List.of() : pieces);
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
            framing = ResponseFraming.NONE;
            sent = headers.build();
            if (stream == this) {
                cutShort();
            }
            return;
        }
        trailersExpected = ResponseFraming.hasTrailers(exchange, status);
        framing = ResponseFraming.of(exchange, status, length, trailersExpected);
        left = framing == ResponseFraming.LENGTH && !isHead() ? length : 0;
        keepAlive = protocol.turn().mayKeepAlive(exchange) && framing != ResponseFraming.UNTIL_CLOSE;
        framing.declare(headers, length, isHead());
        Persistence.declare(headers, keepAlive, options().keepaliveHeader());
        String reason = status == head.status() ? head.reason() : Status.reason(status);
        send(new ResponseHead(1, status, reason, headers.build()));
        if (isHead()) {
            framing = ResponseFraming.NONE;
        }
    }

    private Headers.Builder filtered(ResponseHead head) {
        fields = Headers.builder().addAll(head.headers());
        if (exchange.carried() != null) {
            CarriedFields.add(exchange.carried(), status, fields);
        }
        if (override >= 300) {
            // The page of an error is no resource of its own that could be asked for again if modified.
            fields.remove("Last-Modified");
        }
        for (HeaderFilter filter : exchange.location().headerFilters()) {
            filter.apply(exchange, status, fields);
        }
        Headers.Builder all = fields;
        fields = null;
        return all;
    }

    private HttpOptions options() {
        return exchange.location().options();
    }

    private boolean isHead() {
        return exchange.request().method().equals("HEAD");
    }

    /** Sends the 101 of an upgrade. */
    void switching(ResponseHead head) {
        if (whenAnswered != null) {
            throw new IllegalStateException("an exchange that another one asks cannot switch protocols");
        }
        status = 101;
        framing = ResponseFraming.NONE;
        finished = true;
        Headers.Builder headers = filtered(BearerToken.chosen(exchange, head));
        send(new ResponseHead(1, 101, head.reason(), headers.build()));
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
        String server = options().serverTokens() ? Version.PRODUCT : "weir";
        String date = protocol.tenure().date(connection.worker());
        byte[] bytes = HeadWriter.response(head, sent.has("Server") ? null : server, sent.has("Date") ? null : date);
        headBytes = bytes.length;
        if (status != 101 && rate() > 0) {
            pace = new Pace(connection, rate(), Rate.after(exchange), this::onPaceEmpty);
            exchange.onEnd(pace::stop);
        }
        enqueue(ByteBuffer.wrap(bytes));
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
        if (!bytes.hasRemaining() || framing == ResponseFraming.NONE || finished || ending) {
            bytes.position(bytes.limit());
        } else if (gzip != null) {
            gzip.write(bytes);
        } else {
            emit(bytes);
        }
    }

    private void emit(ByteBuffer bytes) {
        int count = bytes.remaining();
        if (framing == ResponseFraming.LENGTH && count > left) {
            throw new IllegalStateException("a body that is longer than its Content-Length");
        }
        left -= count;
        bodyBytes += count;
        if (framing == ResponseFraming.CHUNKED) {
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
        if (framing == ResponseFraming.LENGTH && left > 0) {
            // The client would take the head of the next response for what is missing of this one.
            exchange.abort();
            return;
        }
        if (gzip != null && framing != ResponseFraming.NONE) {
            gzip.finish();
        }
        if (framing == ResponseFraming.CHUNKED) {
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
        protocol.turn().onResponseFinished(exchange, keepAlive);
    }

    /** The answer to an asking exchange is there; where nobody takes the body, as soon as its head is. */
    void cutShort() {
        if (!finished) {
            finished = true;
            exchange.worker().defer(() -> connection.guarded(whenAnswered));
        }
    }

    private byte[] lastWithTrailers() {
        trailers = Headers.builder();
        options().response().trailers().apply(exchange, status, trailers);
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
        if (gzip != null && !finished && !ending) {
            gzip.flush();
        }
        if (whenAnswered == null) {
            connection.flush();
        }
    }

    void drained() {
        if (onDrained != null && (pace == null || pace.waiting() == 0)) {
            onDrained.run();
        }
    }

    /** Answers with nginx's page for a status. */
    void standardPage(int code) {
        StandardPage.answer(code, exchange, this);
    }
}
