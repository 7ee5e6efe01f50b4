package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.finalLines;
import static dev.weir.dist.scenario.Scenario.gateway;
import static dev.weir.dist.scenario.Scenario.idle;
import static dev.weir.dist.scenario.Scenario.sum;
import static dev.weir.dist.scenario.Scenario.withoutBytes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.Dialogue;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.WsStat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Conversations through Weir are what they are without it, and are counted as what they are. */
class TransparencyIT {
    private static Dialogue.Stage stage;
    private static WeirServer weir;

    @BeforeAll
    static void start() {
        stage = new Dialogue.Stage();
        weir = WeirServer.of(gateway(stage.port())).start();
    }

    @AfterAll
    static void stop() {
        weir.close();
        stage.close();
    }

    private static Arguments row(String name, String... lines) {
        return Arguments.of(name, Dialogue.of(lines));
    }

    static Stream<Arguments> conversations() {
        return Stream.of(wellFormed(), cut(), early(), against(), endings()).flatMap(rows -> rows);
    }

    private static Stream<Arguments> wellFormed() {
        return Stream.of(
                row("nothing at all"),
                row("a message each way", "C text \"hello\"", "U text \"hello\""),
                row("fragments", "C text+ \"a\"", "C cont+ \"b\"", "U binary+ \"c\"", "C cont \"d\"", "U cont \"\""),
                row(
                        "control frames between fragments",
                        "C text+ \"a\"",
                        "C ping \"p\"",
                        "U pong \"p\"",
                        "C cont \"b\""),
                row("unasked pong", "U pong len=125", "C pong"),
                row("empty messages", "C text", "U text", "C binary", "U binary"),
                row("lengths at the borders", "C binary len=125", "C binary len=126", "C binary len=127"),
                row("16-bit borders", "U binary len=65535", "C binary len=65535"),
                row("64-bit lengths", "U binary len=65536", "C binary len=70000"),
                row("close codes", "C close code=1000", "U close code=1000"),
                row("close with a reason", "U close code=1011 \"broken\"", "C close code=1011"),
                row("private close code", "C close code=4999 \"mine\"", "U close code=3000"),
                row("close without code", "C close", "U close"),
                row("compressed messages", "C text rsv=4 \"x\"", "U text rsv=4 \"y\""));
    }

    private static Stream<Arguments> cut() {
        return Stream.of(
                row("header byte by byte", "C raw 81", "C raw 85", "C raw 37", "C raw fa 21 3d 7f 9f 4d 51 58"),
                row("length field cut", "C raw 82 fe 00", "C raw 7e 00 00 00 00", "C raw " + "2a".repeat(126)),
                row("64-bit length cut", "U raw 82 7f 00 00 00 00", "U raw 00 01 00 00", "U raw " + "2a".repeat(65536)),
                row("close code cut", "C raw 88 82 00 00 00 00 03", "C raw e8", "U raw 88 02", "U raw 03", "U raw e8"),
                row("frames glued", "C raw 81 80 00 00 00 00 89 80 00 00 00 00 81", "C raw 80 00 00 00 00"));
    }

    private static Stream<Arguments> early() {
        return Stream.of(
                row("early frame of the client", "C early text \"first\"", "U text \"answer\""),
                row("early frames of the upstream", "U early text \"first\"", "U early ping \"p\"", "C pong \"p\""),
                row("early both ways", "C early text \"a\"", "U early text \"b\"", "C text \"c\"", "U text \"d\""),
                row(
                        "half a frame early",
                        "C early raw 81",
                        "C raw 80 00 00 00 00",
                        "U early raw 81 05 68",
                        "U raw 65 6c 6c 6f"),
                row(
                        "a whole early conversation",
                        "C early text \"a\"",
                        "C early close code=1000",
                        "U close code=1000"));
    }

    private static Stream<Arguments> against() {
        return Stream.of(
                row("reserved bits", "C text rsv=1 \"x\"", "C text rsv=2 \"x\"", "U text rsv=7 \"x\""),
                row("reserved opcodes", "C op3 \"x\"", "U op7 \"x\"", "C op11 \"x\"", "U op15 \"x\""),
                row("unmasked client frames", "C text unmasked \"x\"", "C binary unmasked len=300"),
                row("masked server frames", "U text masked \"x\"", "U binary masked len=300"),
                row("long control frames", "C ping len=126", "U pong len=70000"),
                row("fragmented control frames", "C ping+ \"x\"", "U close+ code=1000"),
                row("lengths not shortest", "C text long=2 \"x\"", "U text long=8 \"x\"", "C ping long=8 \"\""),
                row("continuation of nothing", "C cont \"x\"", "U cont+ \"x\""),
                row("a message within a message", "C text+ \"x\"", "C text \"y\"", "U binary+ \"x\"", "U text \"y\""),
                row("text that is no UTF-8", "C raw 81 82 00 00 00 00 ff fe", "U raw 81 01 c0"),
                row("close of one byte", "C raw 88 81 00 00 00 00 03", "U raw 88 01 03"),
                row("forbidden close codes", "C close code=1005", "U close code=999"),
                row("frames after the close", "C close code=1000", "C text \"more\"", "U text \"more\"", "U close"),
                row("two closes", "C close code=1000", "C close code=1001", "U close code=1002"),
                row("length with the top bit set", "C raw 82 ff ff ff ff ff ff ff ff ff 00 00 00 00 01 02 03"),
                row("4 GiB announced", "C raw 82 ff 00 00 00 01 00 00 00 00 01 02 03 04 " + "00".repeat(15)),
                row("no frames at all", "C raw ffffffffffffffffffffffffffffff", "U raw 00000000"));
    }

    private static Stream<Arguments> endings() {
        return Stream.of(
                row("the client ends its half", "C text \"x\"", "C end", "U text \"y\"", "U text \"z\"", "U end"),
                row("the upstream ends its half", "U text \"x\"", "U end", "C text \"y\"", "C text \"z\"", "C end"),
                row("a frame cut off by the client's end", "C raw 82 85 00 00 00 00 01 02", "C end", "U end"),
                row("a frame cut off by the upstream's end", "U raw 82 05 01 02", "U end", "C end"),
                row("the client resets", "C text \"x\"", "C reset"),
                row("the upstream resets", "U text \"x\"", "U reset"),
                row("close, then ends", "C close code=1000", "U close code=1000", "U end", "C end"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conversations")
    void isTheSameThroughWeir(String name, Dialogue dialogue) {
        WsStat before = idle(weir);
        Dialogue.Heard expected = dialogue.direct(stage);
        assertEquals(expected, dialogue.through(stage, weir.port()));
        assertEquals(expected.stat(), difference(before, idle(weir)));
    }

    private static WsStat difference(WsStat a, WsStat b) {
        return new WsStat(
                b.connections(),
                b.framesIn() - a.framesIn(),
                b.payloadIn() - a.payloadIn(),
                b.bytesIn() - a.bytesIn(),
                b.framesOut() - a.framesOut(),
                b.payloadOut() - a.payloadOut(),
                b.bytesOut() - a.bytesOut());
    }

    @Test
    void theLogNamesFramesAsWhatTheyAre() {
        Dialogue dialogue = Dialogue.of(
                "C text+ \"ab\"",
                "C ping \"p\"",
                "C op3 \"x\"",
                "C cont len=300",
                "C close code=1000",
                "C op15",
                "C end");
        try (Dialogue.Stage behind = new Dialogue.Stage();
                WeirServer other = WeirServer.of(gateway(behind.port())).start()) {
            WsStat sent = dialogue.through(behind, other.port()).stat();
            assertEquals(sent, idle(other));
            List<String> lines = finalLines(other, "ws.log");
            assertEquals(
                    List.of(
                            "open",
                            "client 1 2",
                            "client 9 1",
                            "client 3 1",
                            "client 0 300",
                            "client 8 2",
                            "client 15 0",
                            "close"),
                    lines);
            assertEquals(withoutBytes(sent), sum(lines));
        }
    }
}
