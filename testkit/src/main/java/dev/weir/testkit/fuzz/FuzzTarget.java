package dev.weir.testkit.fuzz;

/** Brings bytes to what is under test, and judges what it makes of them. Thread: the fuzzer's. */
@FunctionalInterface
public interface FuzzTarget {

    /**
     * Any bytes at all may come.
     *
     * @throws Throwable when something is wrong: the fuzzer tells of it together with the input
     */
    void accept(byte[] input) throws Exception;
}
