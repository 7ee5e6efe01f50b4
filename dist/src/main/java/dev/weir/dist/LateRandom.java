package dev.weir.dist;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A source of randomness that is made when it is first asked: a secure one takes longer to load than most of the rest
 * of a start.
 *
 * <p>Thread: any, when what is made is for any.
 */
final class LateRandom implements RandomGenerator {
    private final Supplier<? extends RandomGenerator> maker;
    private volatile RandomGenerator made;

    LateRandom(Supplier<? extends RandomGenerator> maker) {
        this.maker = maker;
    }

    private RandomGenerator made() {
        RandomGenerator now = made;
        if (now == null) {
            synchronized (this) {
                now = made == null ? maker.get() : made;
                made = now;
            }
        }
        return now;
    }

    @Override
    public long nextLong() {
        return made().nextLong();
    }

    @Override
    public int nextInt() {
        return made().nextInt();
    }

    @Override
    public void nextBytes(byte[] bytes) {
        made().nextBytes(bytes);
    }
}
