package dev.weir.config.syntax;

import dev.weir.config.diagnostic.Diagnostics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens configuration files and remembers their texts in the order of reading.
 *
 * <p>Files are UTF-8; a byte order mark at the start is no text; bytes that are not UTF-8 are replaced by U+FFFD with a
 * warning at the first of them. Thread: the one that reads the configuration.
 */
final class SourceFiles {
    private static final char REPLACEMENT = '\uFFFD';
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Diagnostics diagnostics;
    private final List<Source> all = new ArrayList<>();

    SourceFiles(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /** Reads a file; when that fails, tells so at {@code asker} (null: nobody's line is at fault) and answers null. */
    Source open(Path path, Span asker) {
        try {
            byte[] bytes = Files.readAllBytes(path);
            Source source = decode(path.toString(), bytes);
            all.add(source);
            return source;
        } catch (IOException e) {
            diagnostics.error(asker, "cannot read \"" + path + "\": " + reason(e), null);
            return null;
        }
    }

    List<Source> all() {
        return List.copyOf(all);
    }

    private Source decode(String name, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Source source = new Source(name, withoutMark(text));
        // The strict decoder says where a mistake is, but is slow before it is compiled.
        if (text.indexOf(REPLACEMENT) < 0) {
            return source;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();
        CoderResult result = strict.decode(in, out, true);
        if (!result.isError()) {
            return source;
        }
        int at = out.position() - (text.length() - source.text().length());
        String shown = String.format("0x%02X", bytes[in.position()]);
        diagnostics.warning(
                new Span(source, at, at + 1),
                "byte " + shown + " is not UTF-8",
                "it is read as U+FFFD; save the file as UTF-8");
        return source;
    }

    private static String withoutMark(String text) {
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String told = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return told == null ? "it is no readable file" : told;
    }
}
