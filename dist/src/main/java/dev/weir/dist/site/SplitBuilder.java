package dev.weir.dist.site;

import dev.weir.config.directive.Assembly;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Statement;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.ByteText;
import dev.weir.core.variable.SplitVariable;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Builds the variables of all {@code split_clients} blocks.
 *
 * <p>Thread: the one that builds the configuration.
 */
final class SplitBuilder {
    private static final Pattern PERCENT = Pattern.compile("\\d{1,3}(\\.\\d{1,2})?%");
    private static final int WHOLE = 10_000;

    private final Assembly assembly;
    private final Map<Scope, SplitVariable> variables = new LinkedHashMap<>();

    private SplitBuilder(Assembly assembly) {
        this.assembly = assembly;
    }

    /** Makes the variables known, without their values. */
    static SplitBuilder define(List<Scope> blocks, Assembly assembly) {
        SplitBuilder builder = new SplitBuilder(assembly);
        for (Scope block : blocks) {
            SplitVariable variable = new SplitVariable();
            String name = block.head(GeoFeature.SPLIT_CLIENTS).variable().text().toLowerCase(Locale.ROOT);
            assembly.service(Variables.class).redefine(name, "Chosen by a `split_clients`.", variable);
            builder.variables.put(block, variable);
        }
        return builder;
    }

    void fill() {
        variables.forEach(this::fill);
    }

    private void fill(Scope block, SplitVariable variable) {
        Template source =
                ContentFeature.template(block.head(GeoFeature.SPLIT_CLIENTS).source(), assembly);
        if (source != null) {
            variable.source(source);
        }
        int sum = 0;
        for (Statement entry : block.entries()) {
            int share = share(entry);
            if (share < 0) {
                return;
            }
            sum = share == 0 ? WHOLE : sum + share;
            if (sum > WHOLE) {
                assembly.diagnostics().error(entry.name().span(), "the shares are more than 100% together", null);
                return;
            }
            variable.add(
                    sum == WHOLE ? 0 : share, ByteText.of(entry.args().get(0).text()));
        }
    }

    /** In hundredths of a percent; 0 for all that is left, -1 after a complaint. */
    private int share(Statement entry) {
        Word word = entry.name();
        if (entry.args().size() != 1 || entry instanceof Statement.Block) {
            assembly.diagnostics().error(entry.span(), "an entry is a share and one value", "end each entry with ;");
            return -1;
        }
        if (word.text().equals("*")) {
            return 0;
        }
        int share = PERCENT.matcher(word.text()).matches()
                ? new BigDecimal(word.text().substring(0, word.text().length() - 1))
                        .movePointRight(2)
                        .intValueExact()
                : 0;
        if (share == 0) {
            assembly.diagnostics()
                    .error(
                            word.span(),
                            "\"" + word.text() + "\" is not a valid percentage",
                            "expected such as 50%, 0.5% or *");
            return -1;
        }
        return share;
    }
}
