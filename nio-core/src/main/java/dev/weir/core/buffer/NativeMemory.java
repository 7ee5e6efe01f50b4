package dev.weir.core.buffer;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;

/**
 * Memory outside of the heap, given back when it is done with.
 *
 * <p>The garbage collector gives back what a direct buffer holds once it finds the buffer unused: when the old
 * generation is collected, which may be never. Source: {@code sun.misc.Unsafe#invokeCleaner} of the module
 * {@code jdk.unsupported}, which javac would not have named; see docs/decisions/0020. Thread: any.
 */
final class NativeMemory {
    private static final MethodHandle CLEANER = cleaner();

    private NativeMemory() {}

    private static MethodHandle cleaner() {
        try {
            MethodHandles.Lookup ours = MethodHandles.lookup();
            Class<?> unsafe = ours.findClass("sun.misc.Unsafe");
            Object only = MethodHandles.privateLookupIn(unsafe, ours)
                    .findStaticVarHandle(unsafe, "theUnsafe", unsafe)
                    .get();
            return ours.findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
                    .bindTo(only);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Gives memory back to the system at once. Neither the buffer nor any slice of it may be touched any more: that is
     * not checked.
     *
     * @param memory as {@link ByteBuffer#allocateDirect} made it, no slice
     */
    static void free(ByteBuffer memory) {
        try {
            CLEANER.invokeExact(memory);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
