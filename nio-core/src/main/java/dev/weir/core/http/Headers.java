package dev.weir.core.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * Header fields in the order of the wire. Names compare without case; values are byte strings (one char a byte).
 *
 * <p>Thread: any; immutable.
 */
public final class Headers {
    public static final Headers EMPTY = new Headers(new String[0], 0);

    /** Names and values in turn. */
    private final String[] fields;

    private final int length;

    private Headers(String[] fields, int length) {
        this.fields = fields;
        this.length = length;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Names and values in turn. */
    public static Headers of(String... fields) {
        return new Headers(fields.clone(), fields.length);
    }

    /** A builder that begins with these fields. */
    public Builder toBuilder() {
        return new Builder().addAll(this);
    }

    public int size() {
        return length / 2;
    }

    public String name(int index) {
        return fields[2 * Objects.checkIndex(index, size())];
    }

    public String value(int index) {
        return fields[2 * Objects.checkIndex(index, size()) + 1];
    }

    /** The first value of a field; null when it is absent. */
    public String first(String name) {
        int i = indexOf(name, 0);
        return i < 0 ? null : fields[i + 1];
    }

    public boolean has(String name) {
        return indexOf(name, 0) >= 0;
    }

    /** All values of a field in order; empty when it is absent. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(2);
        for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i + 2)) {
            values.add(fields[i + 1]);
        }
        return values;
    }

    /**
     * All values of a field joined by {@code ", "} (RFC 9110 section 5.3), those of {@code Cookie} by {@code "; "} (RFC
     * 6265 section 4.2.1); null when it is absent.
     */
    public String joined(String name) {
        int i = indexOf(name, 0);
        if (i < 0 || indexOf(name, i + 2) < 0) {
            return i < 0 ? null : fields[i + 1];
        }
        return String.join(name.equalsIgnoreCase("Cookie") ? "; " : ", ", all(name));
    }

    /** Whether a comma-separated list field names a token, without case (RFC 9110 section 5.6.1). */
    public boolean hasToken(String name, String token) {
        for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i + 2)) {
            for (String element : fields[i + 1].split(",")) {
                if (element.strip().equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < length; i += 2) {
            action.accept(fields[i], fields[i + 1]);
        }
    }

    private int indexOf(String name, int from) {
        for (int i = from; i < length; i += 2) {
            if (fields[i].length() == name.length() && fields[i].equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers h && Arrays.equals(fields, 0, length, h.fields, 0, h.length);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(Arrays.copyOf(fields, length));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        forEach((n, v) -> text.append(n).append(": ").append(v).append('\n'));
        return text.toString();
    }

    /** Collects header fields. Thread: the one that made it. */
    public static final class Builder {
        private String[] fields = new String[16];
        private int length;

        /** Adds a field, also when the name is there already. */
        public Builder add(String name, String value) {
            if (length == fields.length) {
                fields = Arrays.copyOf(fields, length * 2);
            }
            fields[length++] = name;
            fields[length++] = value;
            return this;
        }

        /** Replaces all fields of this name by one. */
        public Builder set(String name, String value) {
            return remove(name).add(name, value);
        }

        public Builder addAll(Headers headers) {
            for (int i = 0; i < headers.length; i += 2) {
                add(headers.fields[i], headers.fields[i + 1]);
            }
            return this;
        }

        public Builder remove(String name) {
            int kept = 0;
            for (int i = 0; i < length; i += 2) {
                if (!fields[i].equalsIgnoreCase(name)) {
                    fields[kept] = fields[i];
                    fields[kept + 1] = fields[i + 1];
                    kept += 2;
                }
            }
            length = kept;
            return this;
        }

        /** Fields so far. */
        int size() {
            return length / 2;
        }

        public boolean has(String name) {
            return new Headers(fields, length).has(name);
        }

        /** All values of a field so far, as {@link Headers#joined} joins them; null when it is absent. */
        public String joined(String name) {
            return new Headers(fields, length).joined(name);
        }

        /** The fields so far; further changes of the builder do not show in it. */
        public Headers build() {
            return length == 0 ? EMPTY : new Headers(Arrays.copyOf(fields, length), length);
        }
    }
}
