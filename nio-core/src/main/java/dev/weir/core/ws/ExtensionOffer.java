package dev.weir.core.ws;

import java.util.ArrayList;
import java.util.List;

/**
 * One extension a client offers (RFC 6455 section 9.1). Names are compared letter by letter: the RFC says where case
 * does not matter, and does not say it here.
 *
 * <p>Thread: any; immutable.
 *
 * @param name of the extension
 * @param parameters in order; a name may stand there twice
 */
record ExtensionOffer(String name, List<Parameter> parameters) {

    /** @param value without quotes; null when only the name stands there */
    record Parameter(String name, String value) {}

    ExtensionOffer {
        parameters = List.copyOf(parameters);
    }

    /**
     * Reads the values of all Sec-WebSocket-Extensions fields, which count as one list.
     *
     * @return the offers in the client's order of preference; null when a value breaks the grammar
     */
    static List<ExtensionOffer> parse(List<String> fields) {
        List<ExtensionOffer> offers = new ArrayList<>();
        for (String field : fields) {
            if (!new Reader(field).list(offers)) {
                return null;
            }
        }
        return offers;
    }

    /**
     * Reads one field's value.
     *
     * <pre>
     *   list      = element *( "," element )        an element may be empty (RFC 9110 section 5.6.1)
     *   element   = token *( ";" parameter )
     *   parameter = token [ "=" ( token / quoted ) ]   what is quoted is a token again
     * </pre>
     *
     * Thread: the one that made it.
     */
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        boolean list(List<ExtensionOffer> offers) {
            do {
                skipBlanks();
                if (at < text.length() && text.charAt(at) != ',' && !element(offers)) {
                    return false;
                }
            } while (next(','));
            return at == text.length();
        }

        private boolean element(List<ExtensionOffer> offers) {
            String name = token();
            List<Parameter> parameters = new ArrayList<>(4);
            while (next(';')) {
                String parameter = token();
                String value = next('=') ? value() : null;
                if (parameter.isEmpty() || "".equals(value)) {
                    return false;
                }
                parameters.add(new Parameter(parameter, value));
            }
            offers.add(new ExtensionOffer(name, parameters));
            return !name.isEmpty();
        }

        /** Empty when there is none. */
        private String token() {
            skipBlanks();
            int from = at;
            while (at < text.length() && isTokenByte(text.charAt(at))) {
                at++;
            }
            return text.substring(from, at);
        }

        /** Empty when there is none, or when it is no token inside its quotes. */
        private String value() {
            skipBlanks();
            if (at == text.length() || text.charAt(at) != '"') {
                return token();
            }
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == '"') {
                    at++;
                    return value.toString();
                }
                if (c == '\\' && at + 1 < text.length()) {
                    c = text.charAt(++at);
                }
                if (!isTokenByte(c)) {
                    return "";
                }
                value.append(c);
            }
            return "";
        }

        private boolean next(char c) {
            skipBlanks();
            boolean found = at < text.length() && text.charAt(at) == c;
            at += found ? 1 : 0;
            return found;
        }

        private void skipBlanks() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }

        private static boolean isTokenByte(char c) {
            return c > ' ' && c < 0x7f && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0;
        }
    }
}
