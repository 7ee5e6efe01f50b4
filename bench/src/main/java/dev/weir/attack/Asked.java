package dev.weir.attack;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A process of this program that answers a line with a line, and ends with its input. Thread: main. */
final class Asked implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    /**
     * @param before by which it is started, such as {@code nice}
     * @param options of Java
     */
    Asked(Class<?> main, List<String> before, List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(System.getProperty("java.home") + "/bin/java");
        command.add("-XX:+UseSerialGC");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(Arrays.asList(arguments));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    String report() throws IOException {
        process.outputWriter().write("\n");
        process.outputWriter().flush();
        return out.readLine();
    }

    @Override
    public void close() throws IOException {
        process.outputWriter().close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
