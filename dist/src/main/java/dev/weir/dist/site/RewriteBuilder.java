package dev.weir.dist.site;

import dev.weir.config.directive.Assembly;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.content.MimeTypes;
import dev.weir.core.http.Location;
import dev.weir.core.http.Rewriter;
import dev.weir.core.rewrite.BreakStep;
import dev.weir.core.rewrite.Condition;
import dev.weir.core.rewrite.IfStep;
import dev.weir.core.rewrite.ReturnStep;
import dev.weir.core.rewrite.RewriteStep;
import dev.weir.core.rewrite.SetStep;
import dev.weir.core.rewrite.Step;
import dev.weir.core.rewrite.Steps;
import dev.weir.core.variable.Assignable;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * Builds the rewriting of one server or location.
 *
 * <p>Thread: the one that builds the configuration.
 */
final class RewriteBuilder {
    private final Assembly assembly;
    private final MimeTypes types;
    private final Function<Scope, Location> inner;

    /** @param inner builds the location of an {@code if}; answers null in a server */
    RewriteBuilder(Assembly assembly, MimeTypes types, Function<Scope, Location> inner) {
        this.assembly = assembly;
        this.types = types;
        this.inner = inner;
    }

    /** Everything of a block and its ifs; null when there is nothing. */
    Rewriter build(Scope scope) {
        List<Step> steps = steps(scope);
        return steps.isEmpty() ? null : new Steps(steps, scope.get(RewriteFeature.REWRITE_LOG));
    }

    private List<Step> steps(Scope scope) {
        List<Step> steps = new ArrayList<>();
        Iterator<Scope> ifs = ifs(scope).iterator();
        for (Scope.Written written : scope.written()) {
            Step step = isIf(written.directive())
                    ? ifStep((IfCondition) written.value(), ifs.next())
                    : step(written.value(), written.directive() == RewriteFeature.BREAK);
            if (step != null) {
                steps.add(step);
            }
        }
        return steps;
    }

    private static List<Scope> ifs(Scope scope) {
        return scope.children().isEmpty()
                ? List.of()
                : scope.children().stream().filter(c -> isIf(c.opener())).toList();
    }

    private static boolean isIf(Object directive) {
        return directive == RewriteFeature.IF_IN_SERVER || directive == RewriteFeature.IF_IN_LOCATION;
    }

    /** The step of a directive; null when it is none of this module. */
    private Step step(Object value, boolean breaks) {
        if (value instanceof SetRule set) {
            return setStep(set);
        }
        if (value instanceof RewriteRule rule) {
            Template replacement = template(rule.replacement());
            return replacement == null
                    ? null
                    : new RewriteStep(rule.by(), replacement, rule.addsArgs(), rule.redirect(), rule.end());
        }
        if (value instanceof ReturnAnswer answer) {
            return new ReturnStep(answer.status(), answer.text() == null ? null : template(answer.text()), types);
        }
        return breaks ? new BreakStep() : null;
    }

    private Step setStep(SetRule set) {
        Template value = template(set.value());
        boolean settable = assembly.service(Variables.class).find(set.name().text()) instanceof Assignable;
        if (value == null || !settable) {
            return null;
        }
        Assignable variable =
                (Assignable) assembly.service(Variables.class).find(set.name().text());
        return new SetStep(variable, value);
    }

    private Step ifStep(IfCondition condition, Scope block) {
        Condition asked = condition(condition);
        Location location = inner.apply(block);
        List<Step> steps = steps(block);
        return asked == null ? null : new IfStep(asked, location, steps);
    }

    private Condition condition(IfCondition condition) {
        Template left = template(condition.left());
        if (left == null) {
            return null;
        }
        boolean wanted = !condition.isNegative();
        if (condition.operator().isEmpty()) {
            return new Condition.Truth(left);
        }
        if (condition.isFileTest()) {
            return new Condition.FileTest(condition.kind(), left, wanted);
        }
        if (condition.by() != null) {
            return new Condition.Match(left, condition.by(), wanted);
        }
        Template right = template(condition.right());
        return right == null ? null : new Condition.Equal(left, right, wanted);
    }

    private Template template(Word word) {
        return ContentFeature.template(word, assembly);
    }

    /** Makes every variable of {@code set} known, and the named captures of rewrites, before a text may use them. */
    static void define(Scope scope, Assembly assembly) {
        Variables variables = assembly.service(Variables.class);
        for (Scope.Written written : scope.written()) {
            if (written.value() instanceof SetRule set) {
                assembly.at(set.name(), name -> {
                    variables.settable(name);
                    return name;
                });
            } else if (written.value() instanceof RewriteRule rule) {
                rule.by().regex().defineNames(variables);
            } else if (written.value() instanceof IfCondition condition && condition.by() != null) {
                condition.by().regex().defineNames(variables);
            }
        }
        for (Scope child : scope.children()) {
            if (!child.opener().holdsEntries()) {
                define(child, assembly);
            }
        }
    }
}
