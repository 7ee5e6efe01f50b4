package dev.weir.dist.site;

import dev.weir.core.tls.ClientCheck;
import java.util.LinkedHashMap;
import java.util.Map;

/** The words of {@code ssl_verify_client}. Thread: any; immutable. */
enum ClientMode {
    OFF(null),
    ON(ClientCheck.Mode.ON),
    OPTIONAL(ClientCheck.Mode.OPTIONAL),
    OPTIONAL_NO_CA(ClientCheck.Mode.OPTIONAL_NO_CA);

    private final ClientCheck.Mode check;

    ClientMode(ClientCheck.Mode check) {
        this.check = check;
    }

    /** Null for no check. */
    ClientCheck.Mode check() {
        return check;
    }

    static Map<String, ClientMode> choices() {
        Map<String, ClientMode> choices = new LinkedHashMap<>();
        choices.put("on", ON);
        choices.put("off", OFF);
        choices.put("optional", OPTIONAL);
        choices.put("optional_no_ca", OPTIONAL_NO_CA);
        return choices;
    }
}
