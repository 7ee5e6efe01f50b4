package dev.weir.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules are only as good as what they see. */
class SourceTreeTest {
    private static SourceTree.File file(String text) {
        return SourceTree.File.of("m/src/main/java/a/B.java", "m", text);
    }

    @Test
    void measuresMethodsOfAClassAndOfAClassWithin() {
        String text = """
                package a;

                final class B {
                    private static final List<String> NAMES = list("a", "}");

                    B(int a) {
                        this.a = a; // }
                    }

                    abstract void none();

                    <T> List<T> one(
                            int a,
                            int b) {
                        return a.map(x -> {
                            return x;
                        });
                    }

                    private final class C {
                        void two() {
                            if (a) {
                                b();
                            }
                        }
                    }
                }
                """;
        List<SourceTree.Method> methods = file(text).methods();
        assertTrue(
                methods.containsAll(List.of(
                        new SourceTree.Method("B", 3),
                        new SourceTree.Method("one", 7),
                        new SourceTree.Method("two", 5))),
                methods.toString());
        assertEquals(
                7, methods.stream().mapToInt(SourceTree.Method::lines).max().orElseThrow());
    }

    @Test
    void aLongMethodIsSeen() {
        String body = IntStream.range(0, 70).mapToObj(i -> "        b();\n").collect(Collectors.joining());
        assertEquals(
                List.of(new SourceTree.Method("run", 72)),
                file("final class B {\n    public void run() {\n" + body + "    }\n}\n")
                        .methods());
    }

    @Test
    void commentsAndLiteralsAreNoCode() {
        String text =
                "int a; // later \"\nString b = \"/* catch (E e) {} */\\\"\"; char c = '\"'; /* x\n y */ int d;\n";
        assertEquals("int a; \nString b = ; char c = ; \n int d;\n", file(text).code());
    }

    @Test
    void anImportIsSeenInEitherForm() {
        assertEquals(
                List.of("a.b.C", "d.E.f"),
                file("package x;\nimport a.b.C;\nimport static d.E.f;\n").imports());
    }

    @Test
    void forbiddenEdgesAreTold() {
        assertTrue(ArchitectureRules.brokenBy("dev.weir.core.loop", "dev.weir.core.http.Status")
                .isPresent());
        assertTrue(ArchitectureRules.brokenBy("dev.weir.proxy", "dev.weir.stats.FrameLog")
                .isPresent());
        assertTrue(ArchitectureRules.brokenBy("dev.weir.config.scope", "org.antlr.v4.runtime.Token")
                .isPresent());
        assertTrue(ArchitectureRules.brokenBy("dev.weir.config.syntax", "org.antlr.v4.runtime.Token")
                .isEmpty());
        assertTrue(ArchitectureRules.brokenBy("dev.weir.core.http", "dev.weir.core.loop.Worker")
                .isEmpty());
        assertTrue(ArchitectureRules.brokenBy("dev.weir.stats.ring", "com.lmax.disruptor.RingBuffer")
                .isEmpty());
    }
}
