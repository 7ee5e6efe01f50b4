/**
 * The lexer and parser that ANTLR generates from {@code WeirConfig.g4}. Only {@code SyntaxReader} may import it: the
 * tree must not leak, so that the parser can be replaced without anybody else noticing.
 */
package dev.weir.config.syntax.parser;
