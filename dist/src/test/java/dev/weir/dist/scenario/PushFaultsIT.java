package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.PushScenario.TOGETHER;
import static dev.weir.dist.scenario.PushScenario.basic;
import static dev.weir.dist.scenario.Scenario.idle;
import static dev.weir.dist.scenario.Scenario.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.dist.scenario.PushScenario.Peer;
import dev.weir.testkit.Frame;
import dev.weir.testkit.PlainHttp;
import dev.weir.testkit.RawWebSocket;
import dev.weir.testkit.WeirServer;
import dev.weir.testkit.WsStat;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The faults that were measured on the push module which Weir replaces, by number; none may ever be Weir's. */
class PushFaultsIT {
    @Test
    void fault15AnIdCannotBeGuessedAndIsNeverGivenAgain() {
        try (WeirServer weir = PushScenario.start(TOGETHER);
                Publisher publisher = new Publisher(weir)) {
            List<Peer> peers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                peers.add(Peer.open(weir, "/ws"));
            }
            for (int guess = 1; guess < 60; guess++) {
                assertEquals(400, publisher.post("/ws", "guessed", basic(Integer.toString(guess))));
            }
            String old = peers.get(7).id();
            peers.remove(7).connection().leave();
            soon().until(() -> WsStat.of(weir.port()).connections() == 19);
            for (int i = 0; i < 20; i++) {
                peers.add(Peer.open(weir, "/ws"));
                assertEquals(410, publisher.post("/ws", "to whom it was", basic(old)));
            }
            for (Peer peer : peers) {
                assertEquals(204, publisher.post("/ws", "to you", basic(peer.id())));
                assertEquals(Frame.fromServer(Frame.TEXT, "to you"), peer.next());
            }
            peers.forEach(Peer::close);
            idle(weir);
        }
    }

    @Test
    void fault16BodiesArriveWhole() {
        try (WeirServer weir = PushScenario.start(TOGETHER);
                Publisher publisher = new Publisher(weir);
                Peer peer = Peer.open(weir, "/ws")) {
            for (int length : new int[] {0, 8000, 16 * 1024}) {
                String body = "*".repeat(length);
                assertEquals(204, publisher.post("/ws", body, basic(peer.id())));
                assertEquals(Frame.fromServer(Frame.TEXT, body), peer.next());
            }
            String whole = Publisher.request("POST", "/ws", "first second", basic(peer.id()));
            publisher.send(whole.substring(0, whole.length() - 6));
            soon().until(() -> WsStat.of(weir.port()).connections() == 1);
            publisher.send(whole.substring(whole.length() - 6));
            assertEquals(204, publisher.answer().status());
            assertEquals(Frame.fromServer(Frame.TEXT, "first second"), peer.next());
        }
    }

    /** Of a reader that stalls, everything answered 204 arrives, and nothing else does. */
    @Test
    void fault17WhatIsAnswered204Arrives() {
        try (WeirServer weir = PushScenario.start(TOGETHER);
                Publisher publisher = new Publisher(weir);
                RawWebSocket slow = RawWebSocket.connect(weir.port(), 4096)) {
            slow.send(RawWebSocket.handshake("/ws"));
            slow.demandAcceptance();
            Peer peer = Peer.greeted(slow);
            List<String> taken = new ArrayList<>();
            int status = 204;
            for (int i = 0; i < 34_111; i++) {
                String body = i + "*".repeat(1000);
                status = publisher.post("/ws", body, basic(peer.id()));
                if (status != 204) {
                    break;
                }
                taken.add(body);
            }
            assertEquals(429, status, "34 MB fit where nobody reads");
            assertEquals(410, publisher.post("/ws", "no", basic(peer.id())));
            for (String body : taken) {
                assertEquals(Frame.fromServer(Frame.TEXT, body), peer.next());
            }
            assertEquals(Frame.fromServer(Frame.CLOSE, Frame.closePayload(1013, "Too Slow")), peer.next());
            slow.send(Frame.fromClient(Frame.CLOSE, Frame.closePayload(1013, "")));
            assertEquals("", slow.readToEnd());
            WsStat stat = idle(weir);
            assertEquals(taken.size() + 2, stat.framesOut());
        }
    }

    @Test
    void fault17ResetsLeaveNoDescriptors() {
        try (WeirServer weir = PushScenario.start(TOGETHER);
                Publisher publisher = new Publisher(weir)) {
            try (Peer first = Peer.open(weir, "/ws")) {
                assertEquals(204, publisher.post("/ws", "x", basic(first.id())));
            }
            idle(weir);
            int before = descriptors(weir);
            for (int i = 0; i < 500; i++) {
                try (Peer peer = Peer.open(weir, "/ws")) {
                    assertEquals(204, publisher.post("/ws", "x".repeat(10_000), basic(peer.id())));
                    peer.connection().reset();
                }
            }
            idle(weir);
            soon().untilAsserted(() ->
                    assertTrue(descriptors(weir) <= before + 2, before + " descriptors became " + descriptors(weir)));
        }
    }

    private static int descriptors(WeirServer weir) {
        String[] open = new File("/proc/" + weir.jvm().pid() + "/fd").list();
        assertNotNull(open);
        return open.length;
    }

    @Test
    void fault17APlainGetIsNoHandshake() {
        try (WeirServer weir = PushScenario.start(TOGETHER)) {
            PlainHttp.Answer answer = PlainHttp.get(weir.port(), "/ws");
            assertEquals(400, answer.status(), answer.head());
            assertEquals(0, WsStat.of(weir.port()).connections());
        }
    }
}
