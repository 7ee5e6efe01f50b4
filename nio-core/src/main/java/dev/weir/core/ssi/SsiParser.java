package dev.weir.core.ssi;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Finds the commands in a page that comes in pieces; what lies between them passes at once.
 *
 * <pre>
 *   text &lt;!--#include virtual="/a" --&gt; text
 *   TEXT |        COMMAND             | TEXT       COMMAND --too long--> REFUSED --"--&gt;"--> TEXT
 * </pre>
 *
 * <p>Thread: worker.
 */
final class SsiParser {
    private static final byte[] BEGIN = {'<', '!', '-', '-', '#'};

    private enum Place {
        TEXT,
        COMMAND,
        REFUSED
    }

    private final int most;
    private Place place = Place.TEXT;

    /** How many bytes of {@link #BEGIN} have come in a row. */
    private int matched;

    private final StringBuilder command = new StringBuilder();
    private int dashes;
    private char quote;
    private boolean escaped;
    private char before;

    /** @param most bytes of a command; of longer ones only the end is looked for */
    SsiParser(int most) {
        this.most = most;
    }

    /**
     * Goes on to the end of the piece or of the next command.
     *
     * @param text takes what is not a command; pieces are good only during the call
     * @return whether a command has come, which {@link #command} tells
     */
    boolean feed(ByteBuffer piece, Consumer<ByteBuffer> text) {
        while (piece.hasRemaining()) {
            if (place == Place.TEXT) {
                passText(piece, text);
            } else if (take((char) (piece.get() & 0xff))) {
                place = Place.TEXT;
                return true;
            }
        }
        return false;
    }

    /** The command that has come, without its frame; null for one that was too long. */
    String command() {
        return command.length() > most ? null : command.substring(0, command.length() - 3);
    }

    /** The page is over: what looked like the beginning of a command was text. */
    void finish(Consumer<ByteBuffer> text) {
        if (place == Place.TEXT && matched > 0) {
            text.accept(ByteBuffer.wrap(BEGIN, 0, matched));
        }
    }

    private void passText(ByteBuffer piece, Consumer<ByteBuffer> text) {
        int from = piece.position();
        int carried = matched;
        int i = from;
        while (i < piece.limit() && place == Place.TEXT) {
            byte b = piece.get(i++);
            if (b == BEGIN[matched]) {
                matched++;
                if (matched == BEGIN.length) {
                    place = Place.COMMAND;
                }
                continue;
            }
            if (carried > 0) {
                text.accept(ByteBuffer.wrap(BEGIN, 0, carried));
                carried = 0;
            }
            matched = b == '<' ? 1 : 0;
        }
        int end = i - (matched - carried);
        if (end > from) {
            text.accept(piece.duplicate().position(from).limit(end));
        }
        piece.position(i);
        if (place == Place.COMMAND) {
            beginCommand();
        }
    }

    private void beginCommand() {
        matched = 0;
        command.setLength(0);
        dashes = 0;
        quote = 0;
        escaped = false;
        before = ' ';
    }

    /** Whether the command ends by this. */
    private boolean take(char c) {
        if (command.length() <= most) {
            command.append(c);
        } else if (place == Place.COMMAND) {
            place = Place.REFUSED;
            quote = 0;
        }
        if (quote != 0) {
            if (escaped) {
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else if (c == quote) {
                quote = 0;
            }
            return false;
        }
        if ((c == '"' || c == '\'') && before == '=' && place == Place.COMMAND) {
            quote = c;
        }
        if (c == '>' && dashes >= 2) {
            return true;
        }
        dashes = c == '-' ? dashes + 1 : 0;
        before = c > ' ' ? c : before;
        return false;
    }
}
