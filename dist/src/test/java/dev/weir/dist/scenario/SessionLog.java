package dev.weir.dist.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.dist.scenario.Tally.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A log with a line for each open, frame and close, added up: the frames one by one, and what the close lines say.
 * Thread: the one that made it.
 */
final class SessionLog {
    private final Map<Integer, Session> sessions = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private Traffic framesIn = Traffic.NONE;
    private Traffic framesOut = Traffic.NONE;
    private Traffic in = Traffic.NONE;
    private Traffic out = Traffic.NONE;

    /** What the close line of a session says. */
    record Session(Traffic in, Traffic out, String told) {}

    static SessionLog read(Path file) throws IOException {
        SessionLog log = new SessionLog();
        try (Stream<String> lines = Files.lines(file)) {
            lines.forEach(log::add);
        }
        if (!log.open.isEmpty()) {
            throw new AssertionError("not closed: " + log.open);
        }
        return log;
    }

    private void add(String line) {
        String[] words = line.split(" ");
        switch (words[0] + words.length) {
            case "open2" -> demand(open.add(words[1]), line);
            case "client5" -> framesIn = framesIn.plus(frame(words, line));
            case "upstream5" -> framesOut = framesOut.plus(frame(words, line));
            case "close13" -> {
                demand(open.remove(words[1]), line);
                Session session = new Session(
                        traffic(words, 2), traffic(words, 6), words[10] + " " + words[11] + " " + words[12]);
                in = in.plus(session.in);
                out = out.plus(session.out);
                demand(sessions.put(Integer.parseInt(words[1]), session) == null, line);
            }
            default -> throw new AssertionError("a torn line: " + line);
        }
    }

    /** A line of a frame stands between the open and the close of its session. */
    private Traffic frame(String[] words, String line) {
        demand(open.contains(words[1]), line);
        boolean message = words[4].equals("1") && Integer.parseInt(words[2]) < 8;
        return new Traffic(1, message ? 1 : 0, Long.parseLong(words[3]), 0);
    }

    private static void demand(boolean right, String line) {
        if (!right) {
            throw new AssertionError("out of place: " + line);
        }
    }

    private static Traffic traffic(String[] words, int from) {
        return new Traffic(
                Long.parseLong(words[from]),
                Long.parseLong(words[from + 1]),
                Long.parseLong(words[from + 2]),
                Long.parseLong(words[from + 3]));
    }

    Session session(int number) {
        return sessions.get(number);
    }

    int count() {
        return sessions.size();
    }

    /** The lines of frames must add up to what the close lines say; they tell no wire bytes. */
    void demandSumsAgree() {
        assertEquals(in, framesIn.plusBytes(in.bytes()));
        assertEquals(out, framesOut.plusBytes(out.bytes()));
    }

    /** What the close lines add up to. */
    Traffic in() {
        return in;
    }

    Traffic out() {
        return out;
    }
}
