package dev.weir.push;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes ids and knows its own. Ids of earlier starts are its own too when the secret comes from a file.
 *
 * <p>Thread: any; one MAC a thread.
 */
final class IdSigner {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int INPUT_BYTES = 20;

    private final RandomGenerator random;
    private final byte[] secret;
    private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(this::mac);
    private volatile Start start;

    /** Drawn with the first id: a start that needs none does not wait for random numbers. */
    private record Start(int node, SecretKeySpec key) {}

    /**
     * @param random a secure one
     * @param secret signs the ids; null makes one that ends with the process
     */
    IdSigner(RandomGenerator random, byte[] secret) {
        this.random = random;
        this.secret = secret;
    }

    private Start start() {
        Start now = start;
        if (now == null) {
            synchronized (this) {
                now = start == null ? draw() : start;
                start = now;
            }
        }
        return now;
    }

    private Start draw() {
        byte[] bits = secret;
        if (bits == null) {
            bits = new byte[32];
            random.nextBytes(bits);
        }
        return new Start(random.nextInt(), new SecretKeySpec(bits, ALGORITHM));
    }

    ConnectionId next() {
        int node = start().node;
        long high = random.nextLong();
        long low = random.nextLong();
        ByteBuffer sum = sign(node, high, low);
        return new ConnectionId(node, high, low, sum.getLong(), sum.getLong());
    }

    /**
     * Whether an id may have been made here, now or before an earlier start: then whom it names is gone, else it was
     * never right. Without a lasting secret, the signature of an earlier start can't be told from a wrong one.
     */
    boolean mayBeOurs(ConnectionId id) {
        ByteBuffer sum = sign(id.node(), id.high(), id.low());
        boolean signed = (sum.getLong() ^ id.macHigh() | sum.getLong() ^ id.macLow()) == 0;
        return signed || secret == null && id.node() != start().node;
    }

    private ByteBuffer sign(int from, long high, long low) {
        ByteBuffer input = ByteBuffer.allocate(INPUT_BYTES);
        input.putInt(from).putLong(high).putLong(low);
        return ByteBuffer.wrap(macs.get().doFinal(input.array()));
    }

    private Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(start().key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
