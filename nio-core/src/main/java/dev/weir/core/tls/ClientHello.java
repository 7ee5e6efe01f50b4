package dev.weir.core.tls;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What of a client's first message is wanted before an engine is chosen for it.
 *
 * <p>Source: RFC 8446 section 4.1.2, RFC 6066 section 3. Thread: any; immutable.
 *
 * @param serverName the host that the client names, in lower case; null for none
 * @param suites numbers of the cipher suites that it offers
 * @param groups numbers of the groups that it supports
 * @param protocols those that may be spoken over it (ALPN); empty when it does not say
 * @param hasTicket whether it brings a session back
 */
public record ClientHello(
        String serverName, List<Integer> suites, List<Integer> groups, List<String> protocols, boolean hasTicket) {
    /** Stands for one that cannot be read; the engine is to say what is wrong with it. */
    static final ClientHello UNREADABLE = new ClientHello(null, List.of(), List.of(), List.of(), false);

    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int RECORD_HEADER = 5;
    private static final int MOST_BYTES = 32 * 1024;
    private static final int SERVER_NAME = 0;
    private static final int SUPPORTED_GROUPS = 10;
    private static final int APPLICATION_PROTOCOLS = 16;
    private static final int SESSION_TICKET = 35;
    private static final int PRE_SHARED_KEY = 41;
    private static final int HOST_NAME = 0;
    private static final int RANDOM_BYTES = 32;
    private static final int MOST_NAME = 253;

    public ClientHello {
        suites = List.copyOf(suites);
        groups = List.copyOf(groups);
        protocols = List.copyOf(protocols);
    }

    /** Whether a connection that begins with this byte may speak TLS; nginx's test, which knows SSLv2 too. */
    static boolean mayBeginWith(byte first) {
        return first == HANDSHAKE || (first & 0x80) != 0;
    }

    /**
     * Reads a hello from the first bytes of a connection, and leaves them as they are.
     *
     * @return null while it is incomplete
     */
    static ClientHello read(ByteBuffer bytes) {
        ByteBuffer message = gather(bytes.duplicate());
        if (message == null) {
            return bytes.remaining() > MOST_BYTES ? UNREADABLE : null;
        }
        try {
            return parse(message);
        } catch (BufferUnderflowException | IllegalArgumentException malformed) {
            return UNREADABLE;
        }
    }

    /** The message out of its records; null while it is incomplete, empty when it is none. */
    private static ByteBuffer gather(ByteBuffer in) {
        ByteBuffer message = ByteBuffer.allocate(in.remaining());
        int wanted = 4;
        while (message.position() < wanted) {
            if (in.remaining() < RECORD_HEADER) {
                return null;
            }
            int type = in.get(in.position()) & 0xff;
            int length = in.getShort(in.position() + 3) & 0xffff;
            if (type != HANDSHAKE || length == 0) {
                return ByteBuffer.allocate(0);
            }
            if (in.remaining() < RECORD_HEADER + length) {
                return null;
            }
            message.put(in.slice(in.position() + RECORD_HEADER, length));
            in.position(in.position() + RECORD_HEADER + length);
            if (message.position() >= 4) {
                wanted = 4 + (message.getInt(0) & 0xffffff);
            }
        }
        return message.flip().limit(wanted);
    }

    private static ClientHello parse(ByteBuffer in) {
        if (in.get() != CLIENT_HELLO) {
            return UNREADABLE;
        }
        in.position(4 + 2 + RANDOM_BYTES);
        skip(in);
        List<Integer> suites = numbers(part(in));
        skip(in);
        String name = null;
        List<Integer> groups = List.of();
        List<String> protocols = List.of();
        boolean ticket = false;
        ByteBuffer extensions = in.hasRemaining() ? part(in) : in;
        while (extensions.hasRemaining()) {
            int type = extensions.getShort() & 0xffff;
            ByteBuffer body = part(extensions);
            if (type == SERVER_NAME && body.hasRemaining()) {
                name = hostName(part(body));
            } else if (type == SUPPORTED_GROUPS) {
                groups = numbers(part(body));
            } else if (type == APPLICATION_PROTOCOLS) {
                protocols = names(part(body));
            } else if (type == SESSION_TICKET || type == PRE_SHARED_KEY) {
                ticket |= body.hasRemaining();
            }
        }
        return new ClientHello(name, suites, groups, protocols, ticket);
    }

    private static String hostName(ByteBuffer names) {
        while (names.hasRemaining()) {
            int type = names.get();
            ByteBuffer name = part(names);
            if (type == HOST_NAME) {
                String text = StandardCharsets.ISO_8859_1.decode(name).toString();
                return mayBeHost(text) ? text.toLowerCase(Locale.ROOT) : null;
            }
        }
        return null;
    }

    /** What cannot be one must get into no log and no file's name. */
    private static boolean mayBeHost(String name) {
        return !name.isEmpty()
                && name.length() <= MOST_NAME
                && !name.contains("..")
                && name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '/' && c != '\\' && c != '"');
    }

    /** Leaves out one byte of length and so many bytes. */
    private static void skip(ByteBuffer in) {
        int length = in.get() & 0xff;
        in.position(in.position() + length);
    }

    /** What two bytes of length and so many bytes hold. */
    private static ByteBuffer part(ByteBuffer in) {
        int length = in.getShort() & 0xffff;
        ByteBuffer part = in.slice(in.position(), Math.min(length, in.remaining()));
        in.position(in.position() + length);
        return part;
    }

    private static List<String> names(ByteBuffer in) {
        List<String> all = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] name = new byte[in.get() & 0xff];
            in.get(name);
            all.add(new String(name, StandardCharsets.ISO_8859_1));
        }
        return all;
    }

    private static List<Integer> numbers(ByteBuffer in) {
        List<Integer> all = new ArrayList<>();
        while (in.remaining() >= 2) {
            all.add(in.getShort() & 0xffff);
        }
        return all;
    }
}
