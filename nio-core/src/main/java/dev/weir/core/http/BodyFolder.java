package dev.weir.core.http;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where request bodies go that memory does not hold: files named by a number of ten digits, below folders named by the
 * number's last digits. With levels 1 and 2 the file 0000000123 is {@code 3/12/0000000123}.
 *
 * <p>Source: nginx, {@code client_body_temp_path}. Thread: any.
 */
public final class BodyFolder {
    /** The system's folder for temporary files. */
    public static final BodyFolder SYSTEM = new BodyFolder(null, List.of(), 0);

    private static final int DIGITS = 10;
    private static final long NUMBERS = 10_000_000_000L;
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path folder;
    private final List<Integer> levels;
    private final AtomicLong number;

    /**
     * A file that was made.
     *
     * @param path its place
     * @param channel open for reading and writing
     */
    record Made(Path path, FileChannel channel) {}

    /**
     * Makes nothing yet: folders come into being with the first file.
     *
     * @param folder the outermost folder
     * @param levels digits of the name of each inner folder, outermost first; together at most ten
     * @param first where to begin counting; another one after each start finds free names sooner
     */
    public BodyFolder(Path folder, List<Integer> levels, long first) {
        this.folder = folder;
        this.levels = List.copyOf(levels);
        this.number = new AtomicLong(first);
    }

    /** A new file; one that is not {@code lasting} vanishes with its channel. */
    Made make(boolean lasting) throws IOException {
        if (folder == null) {
            Path path = Files.createTempFile("weir-body-", null);
            return new Made(path, FileChannel.open(path, options(lasting, false)));
        }
        while (true) {
            Path path = path(Math.floorMod(number.incrementAndGet(), NUMBERS));
            try {
                return new Made(path, open(path, lasting));
            } catch (FileAlreadyExistsException taken) {
                continue;
            }
        }
    }

    private static FileChannel open(Path path, boolean lasting) throws IOException {
        try {
            return FileChannel.open(path, options(lasting, true), PRIVATE);
        } catch (NoSuchFileException noFolder) {
            makeParent(path);
            return FileChannel.open(path, options(lasting, true), PRIVATE);
        }
    }

    private static void makeParent(Path path) throws IOException {
        try {
            Files.createDirectories(path.getParent());
        } catch (FileAlreadyExistsException e) {
            // Such as a link to a folder that is not there; not to be taken for a number that is in use.
            throw new NotDirectoryException(path.getParent().toString());
        }
    }

    private static Set<OpenOption> options(boolean lasting, boolean fresh) {
        Set<OpenOption> options = new HashSet<>(Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
        if (fresh) {
            options.add(StandardOpenOption.CREATE_NEW);
        }
        if (!lasting) {
            options.add(StandardOpenOption.DELETE_ON_CLOSE);
        }
        return options;
    }

    private Path path(long of) {
        String name = String.format("%010d", of);
        Path path = folder;
        int end = DIGITS;
        for (int level : levels) {
            path = path.resolve(name.substring(end - level, end));
            end -= level;
        }
        return path.resolve(name);
    }
}
