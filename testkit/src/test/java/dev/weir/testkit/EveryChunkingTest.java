package dev.weir.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EveryChunkingTest {
    private static final byte[] INPUT = {1, 2, 3, 4, 5, 6, 7};

    /** Sums bytes; each test bends it. */
    private static class Sum implements EveryChunking.Subject<Integer> {
        int sum;

        @Override
        public boolean feed(ByteBuffer piece) throws Exception {
            while (piece.hasRemaining()) {
                sum += piece.get();
            }
            return false;
        }

        @Override
        public Integer result() {
            return sum;
        }
    }

    @Test
    void givesTheCommonOutcome() {
        assertEquals(new EveryChunking.Outcome<>(28, 7, null), EveryChunking.check(INPUT, Sum::new));
    }

    @Test
    void givesWhereTheSubjectStopped() {
        class UpToThree extends Sum {
            @Override
            public boolean feed(ByteBuffer piece) {
                while (piece.hasRemaining()) {
                    int b = piece.get();
                    sum += b;
                    if (b == 3) {
                        return true;
                    }
                }
                return false;
            }
        }
        assertEquals(new EveryChunking.Outcome<>(6, 3, null), EveryChunking.check(INPUT, UpToThree::new));
    }

    @Test
    void givesTheCommonFailure() {
        class Failing extends Sum {
            @Override
            public boolean feed(ByteBuffer piece) throws Exception {
                super.feed(piece);
                if (sum >= 10) {
                    throw new IllegalStateException("ten");
                }
                return false;
            }
        }
        String failure = "java.lang.IllegalStateException: ten";
        assertEquals(new EveryChunking.Outcome<>(null, -1, failure), EveryChunking.check(INPUT, Failing::new));
    }

    @Test
    void findsASubjectThatBreaksAtOnePlaceOnly() {
        class BrokenAtFour extends Sum {
            @Override
            public boolean feed(ByteBuffer piece) throws Exception {
                sum += piece.hasRemaining() && piece.get(piece.limit() - 1) == 4 ? 1 : 0;
                return super.feed(piece);
            }
        }
        AssertionError error =
                assertThrows(AssertionError.class, () -> EveryChunking.check(INPUT, BrokenAtFour::new, 42));
        assertTrue(error.getMessage().startsWith("cut after each byte (seed 42)\n  whole: "), error.getMessage());
    }

    @Test
    void findsASubjectThatReadsTheWholeArray() {
        class Greedy extends Sum {
            @Override
            public boolean feed(ByteBuffer piece) throws Exception {
                sum += piece.get(piece.limit() - 1)
                        + piece.position(piece.limit()).limit(piece.capacity()).get();
                return false;
            }
        }
        assertThrows(AssertionError.class, () -> EveryChunking.check(INPUT, Greedy::new));
    }

    @Test
    void findsASubjectThatKeepsItsPiece() {
        class Keeper extends Sum {
            private final List<ByteBuffer> pieces = new ArrayList<>();

            @Override
            public boolean feed(ByteBuffer piece) {
                pieces.add(piece.duplicate());
                piece.position(piece.limit());
                return false;
            }

            @Override
            public Integer result() {
                return pieces.stream().mapToInt(p -> p.get(p.position())).sum();
            }
        }
        EveryChunking.Outcome<Integer> outcome = EveryChunking.whole(INPUT, new Keeper());
        assertEquals((byte) 0xA5, outcome.result().byteValue());
    }

    @Test
    void findsASubjectThatLeavesBytes() {
        class Lazy extends Sum {
            @Override
            public boolean feed(ByteBuffer piece) {
                return false;
            }
        }
        assertThrows(AssertionError.class, () -> EveryChunking.check(INPUT, Lazy::new));
    }

    @Test
    void allocationGuardSeesAllocationAndNothingElse() {
        Object[] kept = new Object[1];
        assertTrue(AllocationGuard.bytesOf(1000, () -> kept[0] = new byte[100]) >= 100_000);
        int[] count = new int[1];
        AllocationGuard.assertNone(1000, () -> count[0]++);
    }
}
