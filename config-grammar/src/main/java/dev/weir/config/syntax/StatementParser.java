package dev.weir.config.syntax;

import dev.weir.config.syntax.parser.WeirConfigLexer;
import dev.weir.config.syntax.parser.WeirConfigParser;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.antlr.v4.runtime.ANTLRErrorStrategy;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/**
 * The generated parser, which makes each statement as soon as it has seen its end: a parse tree, or a listener, for
 * which ANTLR makes a node of each token, would be thrown away and take as long again.
 *
 * <p>Thread: the one that reads the configuration.
 */
final class StatementParser extends WeirConfigParser {
    /** Far more than any configuration has; keeps a file of braces from overflowing the stack. */
    static final int DEEPEST = 50;

    /** What may follow a closing quote; {@code )} because nginx lets it begin the next word. */
    private static final String AFTER_QUOTE = " \t\r\n;{})";

    private final TokenSpans spans;
    private final String text;
    private final boolean strict;
    /** The statements of the blocks that are open, innermost first. */
    private final Deque<List<Statement>> open = new ArrayDeque<>();
    /** Those of the block that was closed last. */
    private List<Statement> body;

    /**
     * @param strict whether a mistake that a single token shows ends the parsing by a
     *     {@link ParseCancellationException}; else the tokens have been looked over for these
     */
    StatementParser(TokenStream tokens, TokenSpans spans, boolean strict) {
        super(tokens);
        this.spans = spans;
        this.text = spans.source().text();
        this.strict = strict;
        removeErrorListeners();
        setBuildParseTree(false);
    }

    /** Parses the whole text, once. */
    List<Statement> statements(PredictionMode mode, ANTLRErrorStrategy onError) {
        getInterpreter().setPredictionMode(mode);
        setErrorHandler(onError);
        List<Statement> statements = new ArrayList<>();
        open.push(statements);
        file();
        return statements;
    }

    static boolean mayFollowQuote(char c) {
        return AFTER_QUOTE.indexOf(c) >= 0;
    }

    @Override
    public void enterRule(ParserRuleContext context, int state, int rule) {
        if (rule == RULE_block) {
            if (strict && open.size() > DEEPEST) {
                throw new ParseCancellationException();
            }
            open.push(new ArrayList<>(4));
        }
        super.enterRule(context, state, rule);
    }

    /** Runs also where a rule was left by a mistake. */
    @Override
    public void exitRule() {
        ParserRuleContext context = getContext();
        super.exitRule();
        if (context instanceof StatementContext statement) {
            add(statement);
        } else if (context instanceof BlockContext) {
            body = open.pop();
        }
    }

    private void add(StatementContext context) {
        List<Token> tokens = context.words;
        // Of a word that is all the rest of the file nothing could be said that would help.
        if (tokens.get(tokens.size() - 1).getType() == WeirConfigLexer.UNCLOSED) {
            if (strict) {
                throw new ParseCancellationException();
            }
            return;
        }
        Word name = word(tokens.get(0));
        Word[] args = new Word[tokens.size() - 1];
        Word last = name;
        for (int i = 0; i < args.length; i++) {
            last = word(tokens.get(i + 1));
            args[i] = last;
        }
        Span span = new Span(spans.source(), name.span().start(), last.span().end());
        open.element().add(statement(name, List.of(args), span, context.inner));
    }

    private Statement statement(Word name, List<Word> args, Span span, BlockContext block) {
        if (block == null) {
            return new Statement.Simple(name, args, span);
        }
        Span close =
                block.close == null ? new Span(spans.source(), text.length(), text.length()) : spans.of(block.close);
        return new Statement.Block(name, args, body, span, close);
    }

    private Word word(Token token) {
        Span span = spans.of(token);
        if (token.getType() == WeirConfigLexer.BARE) {
            return new Word(unescaped(text.substring(span.start(), span.end())), false, span);
        }
        if (strict && span.end() < text.length() && !mayFollowQuote(text.charAt(span.end()))) {
            throw new ParseCancellationException();
        }
        return new Word(unescaped(text.substring(span.start() + 1, span.end() - 1)), true, span);
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
}
