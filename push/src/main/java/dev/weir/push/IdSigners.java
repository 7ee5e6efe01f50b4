package dev.weir.push;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * The signers of ids, one for each secret. The distribution makes one of these for the process, so that a reload does
 * not change the ids.
 *
 * <p>Thread: any.
 */
public final class IdSigners {
    private static final int LEAST_BYTES = 16;
    private static final ByteBuffer NO_SECRET = ByteBuffer.allocate(0);

    private final Path prefix;
    private final RandomGenerator random;
    private final Map<ByteBuffer, IdSigner> signers = new ConcurrentHashMap<>();

    /**
     * @param prefix where relative paths of secrets start
     * @param random a secure one
     */
    public IdSigners(Path prefix, RandomGenerator random) {
        this.prefix = prefix;
        this.random = random;
    }

    /** Signs with a secret that ends with the process. */
    IdSigner ofProcess() {
        return signers.computeIfAbsent(NO_SECRET, none -> new IdSigner(random, null));
    }

    /**
     * Signs with what a file holds, so that ids of earlier starts are known as such.
     *
     * @throws IllegalArgumentException with the reason, when the file is of no use
     */
    IdSigner ofFile(String file) {
        byte[] secret;
        try {
            secret = Files.readAllBytes(prefix.resolve(file));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("the secret \"" + file + "\" is not found; make one with"
                    + " \"head -c 32 /dev/urandom | base64\"");
        } catch (IOException e) {
            throw new IllegalArgumentException("the secret \"" + file + "\" can't be read: " + e.getMessage());
        }
        if (secret.length < LEAST_BYTES) {
            throw new IllegalArgumentException("the secret \"" + file + "\" has " + secret.length
                    + " bytes, which is too few; make one with \"head -c 32 /dev/urandom | base64\"");
        }
        return signers.computeIfAbsent(ByteBuffer.wrap(secret), bytes -> new IdSigner(random, secret));
    }
}
