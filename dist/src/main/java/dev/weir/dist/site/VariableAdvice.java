package dev.weir.dist.site;

import dev.weir.config.diagnostic.NameSuggestion;
import dev.weir.config.directive.Advice;
import dev.weir.core.variable.UnknownVariable;
import dev.weir.core.variable.Variables;
import java.util.Map;

/** Suggests the variable that a misspelt name may mean. Thread: the one that builds the configuration. */
public record VariableAdvice(Variables variables) implements Advice {

    @Override
    public String against(IllegalArgumentException refusal) {
        if (!(refusal instanceof UnknownVariable unknown)) {
            return null;
        }
        return NameSuggestion.among(
                        unknown.name(),
                        variables.documented().stream().map(Map.Entry::getKey).toList())
                .map(name -> "did you mean \"$" + name + "\"?")
                .orElse(null);
    }
}
