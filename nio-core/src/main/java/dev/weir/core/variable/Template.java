package dev.weir.core.variable;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A text with variables, compiled: literal pieces and variables in turn.
 *
 * <p>Thread: any; immutable, evaluated on the exchange's worker.
 */
public final class Template implements Function<Exchange, String> {

    /** A piece: a literal byte string (variable is null) or a variable with the name it was written by. */
    public record Piece(String literal, String name, Variable variable) {}

    private final List<Piece> pieces;
    private final String constant;

    private Template(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
        this.constant =
                pieces.isEmpty() ? "" : pieces.size() == 1 ? pieces.get(0).literal() : null;
    }

    /** A text without variables. */
    public static Template literal(String text) {
        return new Template(text.isEmpty() ? List.of() : List.of(new Piece(ByteText.of(text), null, null)));
    }

    static Template compile(String text, Variables variables) {
        List<Piece> pieces = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c != '$') {
                literal.append(c);
                continue;
            }
            int end = endOfName(text, i);
            boolean braced = i < text.length() && text.charAt(i) == '{';
            String name = text.substring(braced ? i + 1 : i, end);
            if (name.isEmpty()) {
                throw new IllegalArgumentException("invalid variable name in \"" + text + "\"");
            }
            if (braced && (end == text.length() || text.charAt(end) != '}')) {
                throw new IllegalArgumentException("the closing bracket in \"" + name + "\" variable is missing");
            }
            addLiteral(pieces, literal);
            pieces.add(new Piece(null, name, resolve(name, variables)));
            i = braced ? end + 1 : end;
        }
        addLiteral(pieces, literal);
        return new Template(pieces);
    }

    private static int endOfName(String text, int start) {
        int i = start;
        if (i < text.length() && text.charAt(i) == '{') {
            i++;
        }
        if (i == start && i < text.length() && text.charAt(i) >= '1' && text.charAt(i) <= '9') {
            return i + 1;
        }
        while (i < text.length() && isNameChar(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isNameChar(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }

    private static Variable resolve(String name, Variables variables) {
        if (name.length() == 1 && name.charAt(0) >= '1' && name.charAt(0) <= '9') {
            return new CaptureVariable(name.charAt(0) - '0');
        }
        Variable variable = variables.find(name);
        if (variable == null) {
            throw new UnknownVariable(name);
        }
        return variable;
    }

    private static void addLiteral(List<Piece> pieces, StringBuilder literal) {
        if (literal.length() > 0) {
            pieces.add(new Piece(ByteText.of(literal.toString()), null, null));
            literal.setLength(0);
        }
    }

    public List<Piece> pieces() {
        return pieces;
    }

    /** The whole text when it has no variables; else null. */
    public String constant() {
        return constant;
    }

    public boolean isConstant() {
        return constant != null;
    }

    /** Whether its value may differ from frame to frame of one WebSocket connection. */
    public boolean isLive() {
        for (Piece piece : pieces) {
            if (piece.variable() != null && piece.variable().isLive()) {
                return true;
            }
        }
        return false;
    }

    /** Its value, a byte string; a variable without value counts as empty. */
    @Override
    public String apply(Exchange exchange) {
        if (constant != null) {
            return constant;
        }
        if (pieces.size() == 1) {
            String value = pieces.get(0).variable().value(exchange);
            return value == null ? "" : value;
        }
        StringBuilder text = new StringBuilder(64);
        for (Piece piece : pieces) {
            String value =
                    piece.literal() != null ? piece.literal() : piece.variable().value(exchange);
            if (value != null) {
                text.append(value);
            }
        }
        return text.toString();
    }
}
