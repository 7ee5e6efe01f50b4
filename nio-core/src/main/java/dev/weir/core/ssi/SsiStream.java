package dev.weir.core.ssi;

import dev.weir.core.http.Asking;
import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.ResponseStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A page with commands on its way out. Answers are asked for one after the other; what comes of the page meanwhile
 * waits.
 *
 * <pre>
 *   PASSING --include--> ASKING --answered--> PASSING --page over, nothing waits--> finished
 * </pre>
 *
 * <p>Thread: worker.
 */
final class SsiStream implements ResponseStream {
    private static final Logger LOG = LoggerFactory.getLogger(SsiStream.class);
    private static final int MOST_WAITING = 64 * 1024;

    private final Exchange exchange;
    private final SsiRules rules;
    private final ResponseStream out;
    private final SsiPage page;
    private final SsiParser parser;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private boolean asking;
    private boolean ended;
    private Runnable resumePage;
    private Runnable resumeAnswer;

    SsiStream(Exchange exchange, SsiRules rules, ResponseStream out) {
        this.exchange = exchange;
        this.rules = rules;
        this.out = out;
        this.page = new SsiPage(exchange, rules);
        // Room for two whole values, their names, and the command's.
        this.parser = new SsiParser(2 * rules.valueLength() + 256);
        out.onDrained(this::drained);
    }

    // --- the page

    @Override
    public void write(ByteBuffer bytes) {
        while (bytes.hasRemaining() && !asking) {
            if (parser.feed(bytes, this::pass)) {
                run(parser.command());
            }
        }
        if (bytes.hasRemaining()) {
            byte[] rest = new byte[bytes.remaining()];
            bytes.get(rest);
            waiting.writeBytes(rest);
        }
    }

    private void pass(ByteBuffer text) {
        if (page.isShown()) {
            out.write(text);
        }
    }

    private void run(String command) {
        StringBuilder text = new StringBuilder();
        Inclusion wanted = null;
        try {
            wanted = page.run(command, text);
        } catch (SsiFault fault) {
            complain(fault.getMessage());
            text.append(page.complaint());
        }
        if (!text.isEmpty()) {
            out.write(ByteBuffer.wrap(ByteText.bytes(text.toString())));
        }
        if (wanted != null) {
            ask(wanted);
        }
    }

    @Override
    public void finish() {
        ended = true;
        if (!asking) {
            parser.finish(this::pass);
            out.finish();
        }
    }

    // --- answers

    private void ask(Inclusion wanted) {
        asking = true;
        if (wanted.variable() == null) {
            Asking.ask(exchange, wanted.uri(), wanted.args(), new ToPage(), answer -> goOn());
            return;
        }
        Kept kept = new Kept(rules.answerBytes());
        Asking.ask(exchange, wanted.uri(), wanted.args(), kept, answer -> {
            if (kept.isTooLong()) {
                complain("too big subrequest response of \"" + wanted.uri() + "\"");
            } else {
                page.set(wanted.variable(), kept.text());
            }
            goOn();
        });
    }

    private void goOn() {
        if (exchange.isOver()) {
            return;
        }
        asking = false;
        resumeAnswer = null;
        if (waiting.size() > 0) {
            ByteBuffer rest = ByteBuffer.wrap(waiting.toByteArray());
            waiting.reset();
            write(rest);
        }
        if (asking) {
            return;
        }
        if (ended) {
            finish();
        } else if (resumePage != null && !out.isCongested()) {
            resumePage.run();
        }
    }

    private void complain(String problem) {
        LOG.error(
                "*{} {}, client: {}, server: {}, request: \"{}\"",
                exchange.connection().id(),
                problem,
                exchange.peering().remoteAddress(),
                exchange.server().name(),
                exchange.request().requestLine());
    }

    /** An answer whose place is in the page. */
    private final class ToPage implements ResponseStream {
        @Override
        public void write(ByteBuffer bytes) {
            out.write(bytes);
        }

        @Override
        public void finish() {
            // The page goes on.
        }

        @Override
        public boolean isCongested() {
            return out.isCongested();
        }

        @Override
        public void onDrained(Runnable action) {
            resumeAnswer = action;
        }

        @Override
        public void highMark(int bytes) {
            // That of the page holds.
        }

        @Override
        public void flush() {
            out.flush();
        }
    }

    // --- the pace

    @Override
    public boolean isCongested() {
        return waiting.size() >= MOST_WAITING || out.isCongested();
    }

    @Override
    public void onDrained(Runnable action) {
        resumePage = action;
    }

    private void drained() {
        Runnable next = asking ? resumeAnswer : resumePage;
        if (next != null) {
            next.run();
        }
    }

    @Override
    public void highMark(int bytes) {
        out.highMark(bytes);
    }

    @Override
    public void flush() {
        out.flush();
    }
}
