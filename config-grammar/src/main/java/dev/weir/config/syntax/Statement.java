package dev.weir.config.syntax;

import java.util.List;

/** One statement of a configuration: {@code name arg arg;} or {@code name arg {&hellip;}}. */
public sealed interface Statement {

    Word name();

    List<Word> args();

    /** From the first character of the name to the end of the last argument. */
    Span span();

    /** A statement that ends with a semicolon. */
    record Simple(Word name, List<Word> args, Span span) implements Statement {}

    /** A statement with a block; {@code close} is where its closing brace stands. */
    record Block(Word name, List<Word> args, List<Statement> body, Span span, Span close) implements Statement {}
}
