package dev.weir.core.variable;

import dev.weir.core.http.AttachmentKey;
import dev.weir.core.http.Exchange;
import java.util.ArrayList;
import java.util.List;

/**
 * A variable of {@code split_clients}: shares of the texts that a hash spreads evenly.
 *
 * <p>Source: nginx, {@code split_clients}; MurmurHash2. Thread: worker; changed only while the configuration is built.
 */
public final class SplitVariable implements Variable {
    private static final int MULTIPLIER = 0x5bd1e995;

    private final AttachmentKey<String> chosen = new AttachmentKey<>();
    private final List<Share> shares = new ArrayList<>();
    private Template source = Template.literal("");
    private long last;

    /** Hashes below {@code end} have this value; 0 stands for all that are left. */
    private record Share(long end, String value) {}

    public void source(Template text) {
        source = text;
    }

    /** Adds a share. @param hundredths of a percent; 0 for all that is left */
    public void add(int hundredths, String value) {
        last += hundredths * 0xffffffffL / 10_000;
        shares.add(new Share(hundredths == 0 ? 0 : last, value));
    }

    @Override
    public String value(Exchange exchange) {
        String value = exchange.attachment(chosen);
        if (value == null) {
            value = of(source.apply(exchange));
            exchange.attach(chosen, value);
        }
        return value;
    }

    private String of(String text) {
        long hash = hash(text) & 0xffffffffL;
        for (Share share : shares) {
            if (hash < share.end() || share.end() == 0) {
                return share.value();
            }
        }
        return "";
    }

    /** MurmurHash2 of a byte string, its length the seed. */
    static int hash(String text) {
        int length = text.length();
        int hash = length;
        int i = 0;
        for (; i + 4 <= length; i += 4) {
            int word = text.charAt(i) | text.charAt(i + 1) << 8 | text.charAt(i + 2) << 16 | text.charAt(i + 3) << 24;
            word *= MULTIPLIER;
            word ^= word >>> 24;
            hash = hash * MULTIPLIER ^ word * MULTIPLIER;
        }
        if (i < length) {
            for (int rest = length - 1; rest >= i; rest--) {
                hash ^= text.charAt(rest) << 8 * (rest - i);
            }
            hash *= MULTIPLIER;
        }
        hash ^= hash >>> 13;
        hash *= MULTIPLIER;
        return hash ^ hash >>> 15;
    }
}
