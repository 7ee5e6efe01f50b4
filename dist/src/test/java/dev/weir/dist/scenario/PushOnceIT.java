package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.idle;
import static dev.weir.dist.scenario.Scenario.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.dist.scenario.PushCrowd.Member;
import dev.weir.testkit.WeirServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Many pushes from eight publishers while clients come and go: what is answered 204 to a client that stays arrives
 * exactly once and in its publisher's order; what is refused never arrives.
 */
class PushOnceIT {
    private static final int PUBLISHERS = 8;
    private static final int BATCH = 16;

    /** What one publisher has said, in its order: to whom, and what was answered. */
    private record Said(List<Member> whom, List<Integer> answers) {
        Said() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        boolean isTaken(int number) {
            return answers.get(number) == 204;
        }
    }

    /** So many stay, and as many again, 200 at most, come and go. */
    private record Load(int pushes, int stayers) {
        int guests() {
            return Math.min(stayers, 200);
        }
    }

    private final List<Member> stayers = new ArrayList<>();
    private final List<Member> guests = new ArrayList<>();
    private final AtomicBoolean published = new AtomicBoolean();
    private AtomicReferenceArray<Member> targets;

    @Test
    void eachPushArrivesOnceAndInOrder() throws Exception {
        play(new Load(50_000, 200));
    }

    /** With {@code -Dweir.long}; takes minutes. */
    @Test
    @EnabledIfSystemProperty(named = "weir.long", matches = ".*")
    void eachOfAMillionPushesArrivesOnceAndInOrder() throws Exception {
        play(new Load(1_000_000, 1000));
    }

    private void play(Load load) throws Exception {
        try (WeirServer weir = PushScenario.start("location /ws { websocket; } location /push { websocket_push; }")) {
            long began = System.nanoTime();
            List<Said> said;
            try (PushCrowd crowd = new PushCrowd(weir.port())) {
                said = publish(weir, load, crowd);
                Map<Member, Integer> expected = taken(said);
                soon().atMost(Duration.ofSeconds(60))
                        .until(() -> stayers.stream().allMatch(m -> m.count() >= expected.getOrDefault(m, 0)));
            }
            long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
            int taken = taken(said).values().stream().mapToInt(n -> n).sum();
            System.out.println(load + ": " + taken + " taken, " + guests.size() + " guests, " + seconds + " s");
            judge(said);
            assertTrue(guests.size() > load.guests() + 20, "nobody came or went");
            assertTrue(taken > load.pushes / 2, "nearly nobody was reached");
            idle(weir);
            assertEquals(0, PushScenario.stat(weir, "queued_bytes"));
            assertEquals(taken, PushScenario.stat(weir, "deliveries"));
        }
    }

    // --- saying

    private List<Said> publish(WeirServer weir, Load load, PushCrowd crowd) throws Exception {
        targets = new AtomicReferenceArray<>(load.stayers + load.guests());
        for (int i = 0; i < targets.length(); i++) {
            Member member = crowd.join();
            targets.set(i, member);
            (i < load.stayers ? stayers : guests).add(member);
        }
        soon().until(() -> stayers.stream().allMatch(member -> member.id() != null));
        ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS + 1);
        try {
            Future<?> churn = threads.submit(() -> comeAndGo(crowd, load));
            List<Future<Said>> running = new ArrayList<>();
            for (int i = 0; i < PUBLISHERS; i++) {
                int number = i;
                running.add(threads.submit(() -> say(weir, number, load.pushes / PUBLISHERS)));
            }
            List<Said> all = new ArrayList<>();
            for (Future<Said> one : running) {
                all.add(one.get());
            }
            published.set(true);
            churn.get();
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Pushes by pipelined batches on one connection, which keep their order. */
    private Said say(WeirServer weir, int number, int count) {
        Said said = new Said();
        Random random = new Random(number);
        try (Publisher publisher = new Publisher(weir)) {
            while (said.answers.size() < count) {
                StringBuilder batch = new StringBuilder();
                for (int i = 0; i < BATCH; i++) {
                    Member whom = targets.get(random.nextInt(targets.length()));
                    if (whom.id() != null) {
                        String text = number + " " + said.whom.size();
                        batch.append(Publisher.request("POST", "/push/" + whom.id(), text));
                        said.whom.add(whom);
                    }
                }
                publisher.send(batch.toString());
                while (said.answers.size() < said.whom.size()) {
                    said.answers.add(publisher.answer().status());
                }
            }
        }
        return said;
    }

    private Void comeAndGo(PushCrowd crowd, Load load) throws Exception {
        Random random = new Random(99);
        while (!published.get()) {
            int slot = load.stayers + random.nextInt(load.guests());
            targets.get(slot).leave(random.nextBoolean());
            Member next = crowd.join();
            guests.add(next);
            soon().pollInterval(Duration.ofMillis(2)).until(() -> next.id() != null || published.get());
            targets.set(slot, next);
        }
        return null;
    }

    // --- judging

    /** How many pushes to each client were answered 204. */
    private static Map<Member, Integer> taken(List<Said> said) {
        Map<Member, Integer> taken = new HashMap<>();
        for (Said one : said) {
            for (int i = 0; i < one.whom.size(); i++) {
                if (one.isTaken(i)) {
                    taken.merge(one.whom.get(i), 1, Integer::sum);
                }
            }
        }
        return taken;
    }

    private void judge(List<Said> said) {
        Map<Member, Integer> taken = taken(said);
        for (Member member : stayers) {
            judge(said, member);
            assertEquals(taken.getOrDefault(member, 0), member.messages().size());
        }
        guests.forEach(member -> judge(said, member));
        for (Said one : said) {
            one.answers.forEach(status -> assertTrue(List.of(204, 410, 429).contains(status), () -> "" + status));
        }
    }

    /** No message twice, none out of its publisher's order, none of another's, none that was refused. */
    private static void judge(List<Said> said, Member member) {
        int[] last = new int[PUBLISHERS];
        Arrays.fill(last, -1);
        for (String message : member.messages()) {
            int publisher = message.charAt(0) - '0';
            int number = Integer.parseInt(message.substring(2));
            assertTrue(number > last[publisher], () -> message + " came after a later one");
            last[publisher] = number;
            assertSame(member, said.get(publisher).whom.get(number), message);
            assertTrue(said.get(publisher).isTaken(number), () -> message + " was refused and came");
        }
    }
}
