package dev.weir.stats.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what Prometheus scrapes as strictly as it does: every sample follows its HELP and TYPE, all of a family stand
 * together, no series comes twice, each type has the names that it must have.
 */
final class ExpositionCheck {
    private static final String LABEL = "[a-z_]+=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\"";
    private static final Pattern SAMPLE =
            Pattern.compile("([a-z_]+)(\\{" + LABEL + "(?:," + LABEL + ")*})? \\d+(\\.\\d+)?");

    private final Set<String> families = new HashSet<>();
    private final Set<String> series = new HashSet<>();
    private final boolean open;
    private String family = "";
    private String type = "";
    private String previous = "";

    private ExpositionCheck(boolean open) {
        this.open = open;
    }

    /** @param open whether it is to be OpenMetrics */
    static void of(String page, boolean open) {
        assertTrue(page.endsWith("\n"));
        ExpositionCheck check = new ExpositionCheck(open);
        List<String> lines = page.lines().toList();
        assertEquals(open, lines.get(lines.size() - 1).equals("# EOF"));
        (open ? lines.subList(0, lines.size() - 1) : lines).forEach(check::line);
    }

    private void line(String line) {
        if (line.startsWith("# HELP ")) {
            family = line.split(" ")[2];
            assertTrue(families.add(family), line);
        } else if (line.startsWith("# TYPE ")) {
            assertTrue(previous.startsWith("# HELP " + family + " "), line);
            type = line.substring(("# TYPE " + family + " ").length());
            assertTrue(Set.of("counter", "gauge", "histogram").contains(type), line);
        } else {
            sample(line);
        }
        previous = line;
    }

    private void sample(String line) {
        Matcher sample = SAMPLE.matcher(line);
        assertTrue(sample.matches(), line);
        String name = sample.group(1);
        boolean total = name.endsWith("_total");
        String expected = switch (type) {
            case "histogram" -> name.replaceFirst("_(bucket|sum|count)$", "");
            case "counter" -> open ? name.replaceFirst("_total$", "") : name;
            default -> name;
        };
        assertEquals(family, expected, line);
        assertEquals(type.equals("counter"), total, line);
        assertTrue(series.add(line.substring(0, line.lastIndexOf(' '))), line);
    }
}
