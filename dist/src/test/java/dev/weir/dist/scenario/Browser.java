package dev.weir.dist.scenario;

import static dev.weir.dist.scenario.Scenario.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.testkit.Distribution;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Chromium without a window, with one page, driven by its DevTools protocol: one for all tests of a class, which holds
 * it as a static extension, or one for a test that starts it. Thread: one.
 *
 * @see <a href="https://chromedevtools.github.io/devtools-protocol/">the protocol</a>
 */
final class Browser implements BeforeAllCallback, AfterAllCallback, AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;
    private static final int TAB = 9;
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Pattern PAGE = Pattern.compile("\"webSocketDebuggerUrl\": *\"(ws:[^\"]+/page/[^\"]+)\"");
    private static final Pattern VALUE = Pattern.compile("\"value\":\"([^\"]*)\"");
    private static final Pattern REQUEST_URL = Pattern.compile("\"request\":\\{\"url\":\"([^\"]*)\"");
    private static final Pattern DATA = Pattern.compile("\"data\":\"([^\"]*)\"");

    private static final Path SCREENSHOTS =
            Path.of(System.getProperty("weir.home")).resolveSibling("screenshots");

    private final Answers answers = new Answers();
    private final List<String> options;
    private Path folder;
    private Process process;
    private WebSocket devTools;
    private int requests;

    /** @param options more of its command line */
    Browser(String... options) {
        this.options = List.of(options);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        start();
    }

    /** Starts it in a folder of its own; fails when there is none on this machine. */
    Browser start() throws IOException {
        folder = Files.createTempDirectory("weir-browser");
        List<String> command = new ArrayList<>(List.of(
                program(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-breakpad",
                "--no-first-run",
                "--no-proxy-server",
                "--hide-scrollbars",
                "--lang=en",
                "--remote-debugging-port=0",
                "--user-data-dir=" + folder.resolve("profile"),
                "about:blank"));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command);
        Path output = folder.resolve("chromium.out");
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("HOME", folder.toString());
        process = builder.start();
        attach(folder.resolve("profile/DevToolsActivePort"), output);
        return this;
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        close();
    }

    /** Ends it with all its processes. */
    @Override
    public void close() throws IOException {
        if (process != null) {
            List<ProcessHandle> family = process.descendants().toList();
            process.destroyForcibly();
            family.forEach(ProcessHandle::destroyForcibly);
            process.onExit().orTimeout(PATIENCE_SECONDS, SECONDS).join();
            soon().until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static String program() {
        for (String name : NAMES) {
            List<String> search = List.of("sh", "-c", "command -v " + name);
            Distribution.Finished found = Distribution.runCommand(search, Map.of());
            if (found.exitCode() == 0) {
                return found.output().strip();
            }
        }
        throw new AssertionError("this test needs Chromium, and none of " + NAMES + " is there: install it with"
                + " \"apt-get install chromium fonts-dejavu-core\", or run .ci/run, which does");
    }

    /** Its own file says, in the first line, at which port it listens. */
    private void attach(Path portFile, Path output) throws IOException {
        soon().atMost(Duration.ofSeconds(PATIENCE_SECONDS)).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("Chromium has ended: " + Files.readString(output));
            }
            return Files.exists(portFile) && Files.readString(portFile).contains("\n");
        });
        int port =
                Integer.parseInt(Files.readString(portFile).lines().findFirst().orElseThrow());
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest list = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                .timeout(Duration.ofSeconds(PATIENCE_SECONDS))
                .build();
        Matcher page = PAGE.matcher("");
        soon().until(() ->
                page.reset(client.send(list, BodyHandlers.ofString()).body()).find());
        devTools = client.newWebSocketBuilder()
                .buildAsync(URI.create(page.group(1)), answers)
                .orTimeout(PATIENCE_SECONDS, SECONDS)
                .join();
    }

    /** Opens a page. */
    void open(String url) {
        call("Page.navigate", "\"url\":" + quote(url));
    }

    /** A window of this size, in light or dark colours. */
    void appear(int width, int height, String scheme) {
        call(
                "Emulation.setDeviceMetricsOverride",
                "\"width\":%d,\"height\":%d,\"deviceScaleFactor\":1,\"mobile\":false".formatted(width, height));
        call(
                "Emulation.setEmulatedMedia",
                "\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":" + quote(scheme) + "}]");
    }

    /** What an expression of JavaScript is in the page, as text; the message when it fails. */
    String eval(String expression) {
        // Percent-encoded there and decoded here: no JSON has to be unescaped.
        String safe =
                "encodeURIComponent(String((() => { try { return " + expression + "; } catch (e) { return e; } })()))";
        String answer = call("Runtime.evaluate", "\"expression\":" + quote(safe) + ",\"returnByValue\":true");
        Matcher value = VALUE.matcher(answer);
        if (!value.find()) {
            throw new AssertionError("no value of " + expression + " but " + answer);
        }
        return URLDecoder.decode(value.group(1), UTF_8);
    }

    /** Runs a script in the page, which must not fail. */
    void run(String script) {
        String answer = call("Runtime.evaluate", "\"expression\":" + quote(script));
        if (answer.contains("\"exceptionDetails\"")) {
            throw new AssertionError(script + ": " + answer);
        }
    }

    /** Waits until an expression is this text. */
    void await(String expected, String expression) {
        soon().alias(expression + " is \"" + expected + "\"").until(() -> eval(expression), expected::equals);
    }

    /** Types as a keyboard does, into what has the focus. */
    void type(String text) {
        call("Input.insertText", "\"text\":" + quote(text));
    }

    /** Presses a key that prints nothing, such as Tab, or Enter. */
    void press(String key, int code) {
        String keys = "\"key\":%s,\"code\":%1$s,\"windowsVirtualKeyCode\":%d".formatted(quote(key), code);
        String text = key.equals("Enter") ? ",\"text\":\"\\r\"" : "";
        call("Input.dispatchKeyEvent", "\"type\":\"keyDown\"," + keys + text);
        call("Input.dispatchKeyEvent", "\"type\":\"keyUp\"," + keys);
    }

    /** Presses the Tab key until an expression is true, round the page at most once. */
    void tabTo(String goal) {
        for (int i = 0; i < 80; i++) {
            press("Tab", TAB);
            if (eval(goal).equals("true")) {
                return;
            }
        }
        throw new AssertionError("the Tab key does not lead to " + goal);
    }

    /** Clicks with the mouse on the middle of an element, which is scrolled to if need be. */
    void click(String selector) {
        String box = eval("(() => { const e = document.querySelector(" + jsText(selector) + ");"
                + " e.scrollIntoView({ block: 'center' }); const b = e.getBoundingClientRect();"
                + " return (b.left + b.width / 2) + ' ' + (b.top + b.height / 2); })()");
        String[] at = box.split(" ");
        if (at.length != 2) {
            throw new AssertionError("cannot click on " + selector + ": " + box);
        }
        String place = "\"x\":%s,\"y\":%s,\"button\":\"left\",\"clickCount\":1".formatted(at[0], at[1]);
        for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
            call("Input.dispatchMouseEvent", "\"type\":\"" + type + "\"," + place);
        }
    }

    /** Moves the mouse away from everything. */
    void leave() {
        call("Input.dispatchMouseEvent", "\"type\":\"mouseMoved\",\"x\":0,\"y\":0");
    }

    private static String jsText(String text) {
        return '\'' + text.replace("\\", "\\\\").replace("'", "\\'") + '\'';
    }

    // --- what a page does behind the scenes

    /** Takes note from now on of what pages complain of and what they ask for. */
    void listen() {
        answers.events.clear();
        for (String domain : List.of("Log", "Runtime", "Network")) {
            call(domain + ".enable", "");
        }
    }

    /** Errors and warnings since {@link #listen}, as the protocol tells them. */
    List<String> complaints() {
        return answers.events.stream()
                .filter(event -> event.contains("\"Runtime.exceptionThrown\"")
                        || event.contains("\"Log.entryAdded\"")
                        || event.contains("\"Runtime.consoleAPICalled\""))
                .toList();
    }

    /** The URLs that pages have asked for since {@link #listen}. */
    List<String> asked() {
        return answers.events.stream()
                .filter(event -> event.contains("\"Network.requestWillBeSent\""))
                .map(REQUEST_URL::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .toList();
    }

    /** Leaves the page before its server goes: it has complained of nothing, and asked nobody but that server. */
    void leavePageOf(int port) {
        try {
            assertEquals(List.of(), complaints());
            String own = "http://127.0.0.1:" + port + "/";
            assertEquals(
                    List.of(),
                    asked().stream()
                            .filter(url -> !url.startsWith(own) && !url.startsWith("data:"))
                            .toList());
        } finally {
            eval("localStorage.clear()");
            open("about:blank");
        }
    }

    /** The page fits windows of these sizes, light and dark; pictures of it are left in target/screenshots. */
    void fits(String name, int[][] sizes) throws IOException {
        for (int[] size : sizes) {
            for (String scheme : List.of("light", "dark")) {
                appear(size[0], size[1], scheme);
                screenshot(SCREENSHOTS.resolve(name + "-" + size[0] + "-" + scheme + ".png"));
                String wide = eval("document.documentElement.scrollWidth + ' of ' + innerWidth");
                assertEquals(size[0] + " of " + size[0], wide, "the page must not scroll sideways");
            }
        }
    }

    private void screenshot(Path file) throws IOException {
        Matcher data = DATA.matcher(call("Page.captureScreenshot", "\"format\":\"png\""));
        if (!data.find()) {
            throw new AssertionError("no screenshot");
        }
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(data.group(1)));
    }

    private String call(String method, String parameters) {
        int id = ++requests;
        String request = "{\"id\":%d,\"method\":\"%s\",\"params\":{%s}}".formatted(id, method, parameters);
        devTools.sendText(request, true).orTimeout(PATIENCE_SECONDS, SECONDS).join();
        String answer = answers.next(id);
        if (answer.contains("\"error\":{\"code\"")) {
            throw new AssertionError(request + ": " + answer);
        }
        return answer;
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    /** The messages of the browser: answers, and events for who has asked for them. Thread: those of the client. */
    private static final class Answers implements WebSocket.Listener {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final Queue<String> events = new ConcurrentLinkedQueue<>();
        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            parts.append(part);
            if (last) {
                (parts.indexOf("{\"method\":") == 0 ? events : messages).add(parts.toString());
                parts.setLength(0);
            }
            socket.request(1);
            return null;
        }

        String next(int id) {
            try {
                String message = messages.poll(PATIENCE_SECONDS, SECONDS);
                if (message == null || !message.startsWith("{\"id\":" + id + ",")) {
                    throw new AssertionError("no answer to request " + id + " but " + message);
                }
                return message;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
