/*
 * The configuration language: words, quotes, ';', blocks, comments. It knows no directive, so a new directive never
 * touches it. The tokens are those of nginx's ngx_conf_read_token (src/core/ngx_conf_file.c).
 */
grammar WeirConfig;

file : statement* EOF ;

// UNCLOSED is reported while the tokens are looked over; as a word it lets the parser see all that stands before it.
// The words are no rule of their own: at ten thousand locations that would cost a tenth of a second.
statement : words+=( BARE | QUOTED | UNCLOSED )+ ( SEMICOLON | inner=block ) ;

block : open=OPEN statement* close=CLOSE ;

SEMICOLON : ';' ;
OPEN : '{' ;
CLOSE : '}' ;

SPACE : [ \t\r\n]+ -> skip ;

// Only where a word could begin; within a bare word '#' is text.
COMMENT : '#' ~[\n]* -> skip ;

QUOTED
    : '"' ( ESCAPED | ~["\\] )* '"'
    | '\'' ( ESCAPED | ~['\\] )* '\''
    ;

// Shorter than QUOTED wherever there is a closing quote, so it is met only at the end of the text.
UNCLOSED
    : '"' ( ESCAPED | ~["\\] )* '\\'?
    | '\'' ( ESCAPED | ~['\\] )* '\\'?
    ;

// '}', '#' and quotes are text after the first character. A backslash that ends the file ends the word.
BARE
    : ( ESCAPED | VARIABLE | ~[ \t\r\n;{}#"'\\$] ) ( ESCAPED | VARIABLE | ~[ \t\r\n;{\\$] )* '\\'?
    | '\\'
    ;

fragment ESCAPED : '\\' . ;

// '{' directly after '$' opens no block.
fragment VARIABLE : '$' '{'* ;
