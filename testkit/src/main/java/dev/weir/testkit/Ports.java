package dev.weir.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Free ports of the loopback interface by name. They are held until {@link #release}, so that no two names get the same
 * one. Thread: one.
 */
public final class Ports {
    private static final Pattern PLACE = Pattern.compile("@([a-z][a-z0-9_]*)@");

    private final Map<String, ServerSocket> held = new LinkedHashMap<>();

    /** Puts a free port for each {@code @name@}; the same name always gets the same port. */
    public String fillIn(String text) {
        return PLACE.matcher(text).replaceAll(place -> Integer.toString(port(place.group(1))));
    }

    /** The port of this name. */
    public int port(String name) {
        return held.computeIfAbsent(name, n -> hold()).getLocalPort();
    }

    /** All ports by name. */
    public Map<String, Integer> chosen() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        held.forEach((name, socket) -> ports.put(name, socket.getLocalPort()));
        return Map.copyOf(ports);
    }

    /** Lets the ports go, for the process under test to take them. */
    public void release() {
        for (ServerSocket socket : held.values()) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static ServerSocket hold() {
        try {
            return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
