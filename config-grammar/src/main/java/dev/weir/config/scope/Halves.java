package dev.weir.config.scope;

import dev.weir.config.syntax.Span;
import dev.weir.config.syntax.Statement;
import dev.weir.config.syntax.Word;
import java.util.List;

/** The two statements that a forgotten semicolon has made one. Thread: any; stateless. */
final class Halves {
    private Halves() {}

    /** What stands before argument {@code index}. */
    static Statement before(Statement statement, int index) {
        Word last = index == 0 ? statement.name() : statement.args().get(index - 1);
        Span span = new Span(
                statement.span().source(), statement.span().start(), last.span().end());
        return new Statement.Simple(statement.name(), statement.args().subList(0, index), span);
    }

    /** The statement whose name is argument {@code index}; it keeps the block. */
    static Statement from(Statement statement, int index) {
        Word name = statement.args().get(index);
        Span span = new Span(
                statement.span().source(), name.span().start(), statement.span().end());
        List<Word> args = statement.args().subList(index + 1, statement.args().size());
        return statement instanceof Statement.Block block
                ? new Statement.Block(name, args, block.body(), span, block.close())
                : new Statement.Simple(name, args, span);
    }
}
