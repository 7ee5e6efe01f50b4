package dev.weir.core.ssi;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.HttpFault;
import dev.weir.core.http.RequestTarget;
import dev.weir.core.variable.Variable;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Runs the commands of one page.
 *
 * <p>Source: nginx, ngx_http_ssi_module. Thread: worker.
 */
final class SsiPage {
    private final Exchange exchange;
    private final SsiRules rules;
    private final SsiShared shared;
    private final SsiBranches branches = new SsiBranches();
    private final Map<String, String> captures = new HashMap<>();
    private String complaint = "[an error occurred while processing the directive]";

    SsiPage(Exchange exchange, SsiRules rules) {
        this.exchange = exchange;
        this.rules = rules;
        this.shared = SsiShared.of(exchange);
    }

    /** Whether what stands here belongs to the page. */
    boolean isShown() {
        return branches.isShown();
    }

    /** What stands in the page for a command that fails. */
    String complaint() {
        return rules.silent() ? "" : complaint;
    }

    /** Gives a variable a value, here and in what is included from now on. */
    void set(String name, String value) {
        shared.variables.put(name, value);
    }

    /**
     * Runs a command.
     *
     * @param text the command without its frame; null for one that was too long
     * @param out takes what stands for it in the page
     * @return the answer that is to follow here; null for none
     */
    Inclusion run(String text, StringBuilder out) throws SsiFault {
        SsiCommand command;
        try {
            command = parse(text);
        } catch (SsiFault fault) {
            if (isShown()) {
                throw fault;
            }
            return null;
        }
        switch (command.name()) {
            case "if" -> branches.doIf(() -> holds(command));
            case "elif" -> branches.doElif(() -> holds(command));
            case "else" -> branches.doElse();
            case "endif" -> branches.doEndif();
            default -> {
                return isShown() ? runShown(command, out) : null;
            }
        }
        return null;
    }

    private SsiCommand parse(String text) throws SsiFault {
        if (text == null) {
            throw new SsiFault("too long SSI command");
        }
        return SsiCommand.parse(text, rules.valueLength());
    }

    private Inclusion runShown(SsiCommand command, StringBuilder out) throws SsiFault {
        switch (command.name()) {
            case "include" -> {
                return include(command);
            }
            case "echo" -> out.append(echo(command));
            case "set" -> set(command.needed("var").toLowerCase(Locale.ROOT), evaluate(command.needed("value")));
            default -> {
                if (command.parameter("errmsg") != null) {
                    complaint = command.parameter("errmsg");
                }
            }
        }
        return null;
    }

    private boolean holds(SsiCommand command) throws SsiFault {
        return SsiCondition.holds(command.needed("expr"), this::value, captures);
    }

    private String evaluate(String text) throws SsiFault {
        return SsiText.evaluate(text, this::value);
    }

    /** What a name means: a capture, what {@code set} gave, else one of the configuration's; null for nothing. */
    private String value(String name) {
        if (name.length() == 1 && Character.isDigit(name.charAt(0))) {
            return captures.get(name);
        }
        String lower = name.toLowerCase(Locale.ROOT);
        String own = shared.variables.getOrDefault(lower, captures.get(lower));
        if (own != null) {
            return own;
        }
        Variable variable = rules.variables().find(name);
        return variable == null ? null : variable.value(exchange);
    }

    private String echo(SsiCommand command) throws SsiFault {
        String encoding = command.parameter("encoding");
        String value = value(command.needed("var"));
        if (value == null) {
            String instead = command.parameter("default");
            return instead == null ? "(none)" : instead;
        }
        if (encoding == null || encoding.equals("entity")) {
            return SsiText.entities(value);
        }
        return switch (encoding) {
            case "none" -> value;
            case "url" -> RequestTarget.escape(value);
            default -> throw new SsiFault("unknown encoding \"" + encoding + "\" in the \"echo\" command");
        };
    }

    private Inclusion include(SsiCommand command) throws SsiFault {
        String virtual = command.parameter("virtual");
        String file = command.parameter("file");
        if ((virtual == null) == (file == null)) {
            throw new SsiFault("one of \"virtual\" and \"file\" must be in \"include\" SSI command");
        }
        String target = evaluate(virtual == null ? file : virtual);
        int query = target.indexOf('?');
        String path = path(query < 0 ? target : target.substring(0, query));
        shared.count(exchange, path);
        String variable = command.parameter("set");
        return new Inclusion(
                path,
                query < 0 ? null : target.substring(query + 1),
                variable == null ? null : variable.toLowerCase(Locale.ROOT));
    }

    /** The path of what is included; it begins at the page's own folder, and may not climb. */
    private String path(String text) throws SsiFault {
        String decoded;
        try {
            decoded = RequestTarget.decode(text);
        } catch (HttpFault fault) {
            throw unsafe(text);
        }
        if (decoded.isEmpty() || decoded.indexOf(0) >= 0 || (decoded + "/").contains("../")) {
            throw unsafe(text);
        }
        String uri = exchange.uri();
        return decoded.startsWith("/") ? decoded : uri.substring(0, uri.lastIndexOf('/') + 1) + decoded;
    }

    private static SsiFault unsafe(String text) {
        return new SsiFault("unsafe URI \"" + text + "\" was detected");
    }
}
