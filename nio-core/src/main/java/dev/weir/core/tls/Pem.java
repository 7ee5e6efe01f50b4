package dev.weir.core.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of a PEM file.
 *
 * <p>Source: RFC 7468, and RFC 1421 for the fields that old encrypted keys have. Thread: any; immutable.
 *
 * @param label what it says it is, such as {@code CERTIFICATE}
 * @param fields {@code Proc-Type} and its like; mostly none
 * @param bytes what it holds
 */
record Pem(String label, Map<String, String> fields, byte[] bytes) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*?\\n(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final Pattern FIELD = Pattern.compile("(?m)^([A-Za-z-]+): (.*)$");

    Pem {
        fields = Map.copyOf(fields);
    }

    /**
     * All blocks of a file; what is between them is commentary.
     *
     * @throws IllegalArgumentException when a block is damaged
     */
    static List<Pem> read(String text) {
        List<Pem> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            Map<String, String> fields = new LinkedHashMap<>();
            Matcher field = FIELD.matcher(block.group(2));
            int end = 0;
            while (field.find()) {
                fields.put(field.group(1), field.group(2).strip());
                end = field.end();
            }
            blocks.add(new Pem(block.group(1), fields, decode(block.group(2).substring(end), block.group(1))));
        }
        return blocks;
    }

    private static byte[] decode(String base64, String label) {
        try {
            return Base64.getDecoder().decode(base64.replaceAll("\\s+", ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a damaged " + label + " (not Base64)", e);
        }
    }
}
