package dev.weir.core.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads password files and remembers them until they change on the disk.
 *
 * <p>Thread: any.
 */
public final class PasswordFiles {
    private static final int MOST_FILES = 100;

    private final Path base;
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true);

    /** A file as it was when it was read. */
    private record Known(Stamp stamp, PasswordFile file) {}

    /** What tells a change: one within the clock's grain shows in the size or in the place on the disk. */
    private record Stamp(long modifiedNanos, long size, Object place) {}

    /** @param base the folder of the configuration file, at which relative paths start */
    public PasswordFiles(Path base) {
        this.base = base;
    }

    /**
     * The file of a path, a byte string.
     *
     * @throws IOException when it cannot be read
     */
    PasswordFile read(String path) throws IOException {
        Path file = base.resolve(new String(path.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        Stamp stamp = stamp(file);
        synchronized (known) {
            Known found = known.get(path);
            if (found != null && found.stamp.equals(stamp)) {
                return found.file;
            }
        }
        PasswordFile fresh = new PasswordFile(Files.readString(file, StandardCharsets.ISO_8859_1));
        remember(path, new Known(stamp, fresh));
        return fresh;
    }

    private void remember(String path, Known read) {
        synchronized (known) {
            if (known.size() >= MOST_FILES) {
                known.remove(known.keySet().iterator().next());
            }
            known.put(path, read);
        }
    }

    private static Stamp stamp(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        Object place = attributes.fileKey();
        long modified = attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS);
        return new Stamp(modified, attributes.size(), place == null ? "" : place);
    }
}
