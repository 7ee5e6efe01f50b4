package dev.weir.config.syntax;

import dev.weir.config.diagnostic.Diagnostics;
import dev.weir.config.syntax.parser.WeirConfigLexer;
import dev.weir.config.syntax.parser.WeirConfigParser;
import dev.weir.config.syntax.parser.WeirConfigParser.BlockContext;
import dev.weir.config.syntax.parser.WeirConfigParser.FileContext;
import dev.weir.config.syntax.parser.WeirConfigParser.StatementContext;
import dev.weir.config.syntax.parser.WeirConfigParser.WordContext;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/**
 * Reads a text into statements; the only class that sees ANTLR.
 *
 * <p>A first pass (SLL) knows only right texts. Where it fails, a second one (LL) tells every mistake and goes on at
 * the next statement; it neither invents nor drops words, so that a complaint is about what was written.
 *
 * <p>Thread: the one that reads the configuration.
 */
public final class SyntaxReader {
    /** Far more than any configuration has; keeps a file of braces from overflowing the stack. */
    static final int DEEPEST = 50;

    /** What may follow a closing quote; {@code )} because nginx lets it begin the next word. */
    private static final String AFTER_QUOTE = " \t\r\n;{})";

    /** How much of the text behind a quote is marked; a word of quotes alone would make marking all of it slow. */
    private static final int LONGEST_GLUE = 40;

    private final Source source;
    private final SyntaxErrors errors;
    private final BraceIndents indents = new BraceIndents();
    private final int[] unitOffsets;

    private SyntaxReader(Source source, Diagnostics diagnostics) {
        this.source = source;
        this.errors = new SyntaxErrors(source, diagnostics);
        this.unitOffsets = unitOffsets(source.text());
    }

    /** The statements of a text; mistakes are told, and what is left beside them is handed on. */
    public static List<Statement> read(Source source, Diagnostics diagnostics) {
        return new SyntaxReader(source, diagnostics).read();
    }

    private List<Statement> read() {
        WeirConfigLexer lexer = new WeirConfigLexer(CharStreams.fromString(source.text()));
        lexer.removeErrorListeners();
        CommonTokenStream tokens = new CommonTokenStream(lexer);
        tokens.fill();
        if (!lookOver(tokens.getTokens())) {
            return List.of();
        }
        return statements(parse(tokens).statement());
    }

    /** Tells the mistakes that single tokens show. False when the rest is not to be read. */
    private boolean lookOver(List<Token> tokens) {
        int depth = 0;
        for (Token token : tokens) {
            switch (token.getType()) {
                case WeirConfigLexer.OPEN -> {
                    depth++;
                    indents.open(span(token));
                }
                case WeirConfigLexer.CLOSE -> {
                    depth = Math.max(0, depth - 1);
                    indents.close(span(token));
                }
                case WeirConfigLexer.UNCLOSED -> errors.unclosedQuote(span(token));
                case WeirConfigLexer.QUOTED -> checkGlue(span(token));
                default -> {}
            }
            if (depth > DEEPEST) {
                errors.tooDeep(span(token), DEEPEST);
                return false;
            }
        }
        return true;
    }

    private void checkGlue(Span quote) {
        String text = source.text();
        int end = quote.end();
        int most = Math.min(text.length(), end + LONGEST_GLUE);
        while (end < most && AFTER_QUOTE.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        if (end > quote.end()) {
            errors.glued(quote, new Span(source, quote.end(), end));
        }
    }

    private FileContext parse(CommonTokenStream tokens) {
        WeirConfigParser parser = new WeirConfigParser(tokens);
        parser.removeErrorListeners();
        parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
        parser.setErrorHandler(new BailErrorStrategy());
        try {
            return parser.file();
        } catch (ParseCancellationException mistaken) {
            parser.reset();
            parser.getInterpreter().setPredictionMode(PredictionMode.LL);
            parser.setErrorHandler(new Recovery());
            return parser.file();
        }
    }

    private List<Statement> statements(List<StatementContext> trees) {
        List<Statement> statements = new ArrayList<>(trees.size());
        for (StatementContext tree : trees) {
            if (!isUnclosed(tree)) {
                statements.add(statement(tree));
            }
        }
        return statements;
    }

    /** Its last word is all the rest of the file: nothing that could be said of it would help. */
    private static boolean isUnclosed(StatementContext tree) {
        return tree.word().stream().anyMatch(word -> word.getStart().getType() == WeirConfigLexer.UNCLOSED);
    }

    private Statement statement(StatementContext tree) {
        List<Word> words = new ArrayList<>(4);
        for (WordContext word : tree.word()) {
            words.add(word(word.getStart()));
        }
        Word name = words.get(0);
        List<Word> args = List.copyOf(words.subList(1, words.size()));
        Span span = new Span(
                source, name.span().start(), words.get(words.size() - 1).span().end());
        BlockContext block = tree.block();
        if (block == null) {
            return new Statement.Simple(name, args, span);
        }
        int end = source.text().length();
        Span close = block.CLOSE() == null
                ? new Span(source, end, end)
                : span(block.CLOSE().getSymbol());
        return new Statement.Block(name, args, statements(block.statement()), span, close);
    }

    private Word word(Token token) {
        Span span = span(token);
        boolean quoted = token.getType() != WeirConfigLexer.BARE;
        int start = quoted ? span.start() + 1 : span.start();
        int end = token.getType() == WeirConfigLexer.QUOTED ? span.end() - 1 : span.end();
        return new Word(unescaped(source.text().substring(start, end)), quoted, span);
    }

    /** Resolves the escapes that nginx resolves; any other backslash stays. */
    private static String unescaped(String raw) {
        int backslash = raw.indexOf('\\');
        if (backslash < 0) {
            return raw;
        }
        StringBuilder out = new StringBuilder(raw.length()).append(raw, 0, backslash);
        for (int i = backslash; i < raw.length(); i++) {
            char c = raw.charAt(i);
            char resolved = c == '\\' && i + 1 < raw.length() ? resolved(raw.charAt(i + 1)) : 0;
            if (resolved == 0) {
                out.append(c);
            } else {
                out.append(resolved);
                i++;
            }
        }
        return out.toString();
    }

    private static char resolved(char escaped) {
        return switch (escaped) {
            case '"', '\'', '\\' -> escaped;
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'n' -> '\n';
            default -> 0;
        };
    }

    private Span span(Token token) {
        return new Span(source, unitOffset(token.getStartIndex()), unitOffset(token.getStopIndex() + 1));
    }

    /** ANTLR counts code points, a {@link Span} counts characters. */
    private int unitOffset(int codePoints) {
        return unitOffsets == null ? codePoints : unitOffsets[codePoints];
    }

    /** Where each code point begins; null when all are single characters, as they nearly always are. */
    private static int[] unitOffsets(String text) {
        int count = text.codePointCount(0, text.length());
        if (count == text.length()) {
            return null;
        }
        int[] offsets = new int[count + 1];
        for (int i = 0, at = 0; i <= count; i++) {
            offsets[i] = at;
            at += at < text.length() ? Character.charCount(text.codePointAt(at)) : 0;
        }
        return offsets;
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
                    errors.strayOpen(span(token));
                    skipBlock(parser);
                    return;
                }
                case WeirConfigParser.CLOSE -> errors.strayClose(span(token));
                default ->
                    errors.straySemicolon(span(token), before != null && before.getType() == WeirConfigParser.CLOSE);
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
                errors.missingBrace(span(block.OPEN().getSymbol()), indents.suspect());
            } else {
                boolean atEnd = parser.getCurrentToken().getType() == Token.EOF;
                errors.missingSemicolon(span(parser.getInputStream().LT(-1)), atEnd);
            }
        }

        /** Nothing to skip: what follows closes the block or ends the file. */
        @Override
        public void recover(Parser parser, RecognitionException e) {}
    }
}
