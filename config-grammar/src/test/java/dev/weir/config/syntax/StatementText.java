package dev.weir.config.syntax;

import java.util.List;

/** Statements as text for comparison: each word in angle brackets, quoted words marked, blocks indented. */
public final class StatementText {
    private StatementText() {}

    public static String of(List<Statement> statements) {
        StringBuilder out = new StringBuilder();
        append(out, statements, "");
        return out.toString();
    }

    private static void append(StringBuilder out, List<Statement> statements, String indent) {
        for (Statement statement : statements) {
            out.append(indent);
            word(out, statement.name());
            for (Word arg : statement.args()) {
                out.append(' ');
                word(out, arg);
            }
            if (statement instanceof Statement.Block block) {
                out.append(" {\n");
                append(out, block.body(), indent + "  ");
                out.append(indent).append("}\n");
            } else {
                out.append(";\n");
            }
        }
    }

    private static void word(StringBuilder out, Word word) {
        String text = word.text().replace("\t", "\\t").replace("\r", "\\r").replace("\n", "\\n");
        out.append(word.quoted() ? "q<" : "<").append(text).append('>');
    }
}
