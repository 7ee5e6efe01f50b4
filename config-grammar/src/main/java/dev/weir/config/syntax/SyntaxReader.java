package dev.weir.config.syntax;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.syntax.parser.WeirConfigLexer;
import dev.weir.config.syntax.parser.WeirConfigParser;
import dev.weir.config.syntax.parser.WeirConfigParser.BlockContext;
import java.util.List;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.UnbufferedTokenStream;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/**
 * Reads a text into statements; beside its {@link StatementParser} the only class that sees ANTLR.
 *
 * <p>A first pass (SLL) knows only right texts, and forgets each token once it is read. Where it fails, a second one
 * (LL) tells every mistake and goes on at the next statement; it neither invents nor drops words, so that a complaint
 * is about what was written.
 *
 * <p>Thread: the one that reads the configuration.
 */
public final class SyntaxReader {
    /** How much of the text behind a quote is marked; a word of quotes alone would make marking all of it slow. */
    private static final int LONGEST_GLUE = 40;

    private final Source source;
    private final SyntaxErrors errors;
    private final BraceIndents indents = new BraceIndents();
    private final TokenSpans spans;

    private SyntaxReader(Source source, Diagnostics diagnostics) {
        this.source = source;
        this.errors = new SyntaxErrors(source, diagnostics);
        this.spans = new TokenSpans(source);
    }

    /** The statements of a text; mistakes are told, and what is left beside them is handed on. */
    public static List<Statement> read(Source source, Diagnostics diagnostics) {
        return new SyntaxReader(source, diagnostics).read();
    }

    private List<Statement> read() {
        int nul = source.text().indexOf(0);
        if (nul >= 0) {
            errors.nul(nul);
            return List.of();
        }
        try {
            TokenStream tokens = new UnbufferedTokenStream<>(lexer());
            return new StatementParser(tokens, spans, true).statements(PredictionMode.SLL, new BailErrorStrategy());
        } catch (ParseCancellationException mistaken) {
            return readMistaken();
        }
    }

    private List<Statement> readMistaken() {
        CommonTokenStream tokens = new CommonTokenStream(lexer());
        tokens.fill();
        if (!lookOver(tokens.getTokens())) {
            return List.of();
        }
        return new StatementParser(tokens, spans, false).statements(PredictionMode.LL, new Recovery());
    }

    private WeirConfigLexer lexer() {
        WeirConfigLexer lexer = new WeirConfigLexer(CharStreams.fromString(source.text()));
        lexer.removeErrorListeners();
        return lexer;
    }

    /** Tells the mistakes that single tokens show. False when the rest is not to be read. */
    private boolean lookOver(List<Token> tokens) {
        int depth = 0;
        for (Token token : tokens) {
            switch (token.getType()) {
                case WeirConfigLexer.OPEN -> {
                    depth++;
                    indents.open(spans.of(token));
                }
                case WeirConfigLexer.CLOSE -> {
                    depth = Math.max(0, depth - 1);
                    indents.close(spans.of(token));
                }
                case WeirConfigLexer.UNCLOSED -> errors.unclosedQuote(spans.of(token));
                case WeirConfigLexer.QUOTED -> checkGlue(spans.of(token));
                default -> {}
            }
            if (depth > StatementParser.DEEPEST) {
                errors.tooDeep(spans.of(token), StatementParser.DEEPEST);
                return false;
            }
        }
        return true;
    }

    private void checkGlue(Span quote) {
        String text = source.text();
        int end = quote.end();
        int most = Math.min(text.length(), end + LONGEST_GLUE);
        while (end < most && !StatementParser.mayFollowQuote(text.charAt(end))) {
            end++;
        }
        if (end > quote.end()) {
            errors.glued(quote, new Span(source, quote.end(), end));
        }
    }

    /** Tells each mistake once and goes on behind it, without repairing tokens. */
    private final class Recovery extends DefaultErrorStrategy {

        @Override
        public Token recoverInline(Parser parser) {
            throw new InputMismatchException(parser);
        }

        /** Runs before every turn of a loop over statements: what can begin none there is told and skipped. */
        @Override
        public void sync(Parser parser) {
            int rule = parser.getContext().getRuleIndex();
            if (rule != WeirConfigParser.RULE_file && rule != WeirConfigParser.RULE_block) {
                return;
            }
            while (isStray(parser.getCurrentToken().getType(), rule)) {
                skipStray(parser);
            }
        }

        private static boolean isStray(int type, int rule) {
            boolean closesNothing = type == WeirConfigParser.CLOSE && rule == WeirConfigParser.RULE_file;
            return closesNothing || type == WeirConfigParser.SEMICOLON || type == WeirConfigParser.OPEN;
        }

        private void skipStray(Parser parser) {
            Token token = parser.getCurrentToken();
            Token before = parser.getInputStream().LT(-1);
            switch (token.getType()) {
                case WeirConfigParser.OPEN -> {
                    errors.strayOpen(spans.of(token));
                    skipBlock(parser);
                    return;
                }
                case WeirConfigParser.CLOSE -> errors.strayClose(spans.of(token));
                default ->
                    errors.straySemicolon(
                            spans.of(token), before != null && before.getType() == WeirConfigParser.CLOSE);
            }
            parser.consume();
        }

        private void skipBlock(Parser parser) {
            int depth = 0;
            do {
                int type = parser.getCurrentToken().getType();
                depth += type == WeirConfigParser.OPEN ? 1 : type == WeirConfigParser.CLOSE ? -1 : 0;
                parser.consume();
            } while (depth > 0 && parser.getCurrentToken().getType() != Token.EOF);
        }

        @Override
        public void reportError(Parser parser, RecognitionException e) {
            if (parser.getContext() instanceof BlockContext block) {
                errors.missingBrace(spans.of(block.open), indents.suspect());
            } else {
                boolean atEnd = parser.getCurrentToken().getType() == Token.EOF;
                errors.missingSemicolon(spans.of(parser.getInputStream().LT(-1)), atEnd);
            }
        }

        /** Nothing to skip: what follows closes the block or ends the file. */
        @Override
        public void recover(Parser parser, RecognitionException e) {}
    }
}
