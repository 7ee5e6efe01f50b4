package dev.weir.core.rewrite;

import dev.weir.core.http.ByteText;
import dev.weir.core.variable.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;

/** What {@code if} asks. Thread: any; implementations are immutable. */
public sealed interface Condition {

    boolean holds(Run run);

    /** Neither empty nor {@code 0}. */
    record Truth(Template text) implements Condition {
        @Override
        public boolean holds(Run run) {
            String value = run.text(text);
            return !value.isEmpty() && !value.equals("0");
        }
    }

    /** {@code =} or, if not {@code wanted}, {@code !=}. */
    record Equal(Template left, Template right, boolean wanted) implements Condition {
        @Override
        public boolean holds(Run run) {
            return run.text(left).equals(run.text(right)) == wanted;
        }
    }

    /** {@code ~} or, if not {@code wanted}, {@code !~}. */
    record Match(Template text, MatchedBy by, boolean wanted) implements Condition {
        @Override
        public boolean holds(Run run) {
            return run.matches(by, run.text(text)) == wanted;
        }
    }

    /** What a file may be asked to be. */
    enum Kind {
        FILE,
        FOLDER,
        EITHER,
        EXECUTABLE
    }

    /** {@code -f}, {@code -d}, {@code -e}, {@code -x} or, if not {@code wanted}, with {@code !} before. */
    record FileTest(Kind kind, Template file, boolean wanted) implements Condition {
        @Override
        public boolean holds(Run run) {
            return is(run.text(file)) == wanted;
        }

        private boolean is(String name) {
            if (name.isEmpty()) {
                return false;
            }
            try {
                PosixFileAttributes facts =
                        Files.readAttributes(Path.of(ByteText.decode(name)), PosixFileAttributes.class);
                if (name.endsWith("/") && !facts.isDirectory()) {
                    // Java takes the slash away; the system does not know a file by such a name.
                    return false;
                }
                return switch (kind) {
                    case FILE -> facts.isRegularFile();
                    case FOLDER -> facts.isDirectory();
                    case EITHER -> facts.isRegularFile() || facts.isDirectory();
                    case EXECUTABLE -> facts.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
                };
            } catch (IOException | InvalidPathException missing) {
                return false;
            }
        }
    }
}
