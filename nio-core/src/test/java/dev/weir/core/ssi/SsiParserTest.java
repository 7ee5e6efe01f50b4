package dev.weir.core.ssi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.core.http.ByteText;
import dev.weir.testkit.EveryChunking;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SsiParserTest {
    private static final int MOST = 40;

    /** Text as it is, commands in brackets. */
    private static final class Marked implements EveryChunking.Subject<String> {
        private final SsiParser parser = new SsiParser(MOST);
        private final StringBuilder all = new StringBuilder();

        @Override
        public boolean feed(ByteBuffer piece) {
            while (piece.hasRemaining()) {
                if (parser.feed(piece, this::text)) {
                    all.append('[').append(parser.command()).append(']');
                }
            }
            return false;
        }

        private void text(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            all.append(new String(copy, StandardCharsets.ISO_8859_1));
        }

        @Override
        public String result() {
            parser.finish(this::text);
            return all.toString();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain text | plain text",
                "<p>a<!-- b --><!- <!--- c</p> | <p>a<!-- b --><!- <!--- c</p>",
                "<!--#endif --> | [endif ]",
                "a<!--#echo var=\"b\" -->c | a[echo var=\"b\" ]c",
                "a<!--#else--><!--#endif-->c | a[else][endif]c",
                "<<!<!-<!--<!--#else-->> | <<!<!-<!--[else]>",
                "<!--#a b=\"-->\" -->c | [a b=\"-->\" ]c",
                "<!--#a b='x\\'-->' -->c | [a b='x\\'-->' ]c",
                "<!--#a it's -->c | [a it's ]c",
                "<!--#a - -- > ->--->c | [a - -- > ->-]c",
                "a<!--#unended -> -- | a",
                "a<! | a<!",
                "a<!-- | a<!--",
                "<!--#a b=\"0123456789012345678901234567890123456789\" -->c | [null]c",
                "<!--#a b=\"unended --> 0123456789012345678901234567890123456789 -->c | [null]c"
            })
    void findsCommandsHoweverTheyAreCut(String page, String expected) {
        assertEquals(
                expected, EveryChunking.check(ByteText.bytes(page), Marked::new).result());
    }
}
