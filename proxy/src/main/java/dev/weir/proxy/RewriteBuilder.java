package dev.weir.proxy;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.variable.Regex;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds the rules by which a location rewrites the redirects and the cookies of responses.
 *
 * <p>Thread: the one that builds the configuration.
 */
final class RewriteBuilder {
    private final Scope scope;
    private final Assembly assembly;
    private final LocationPath path;

    RewriteBuilder(Scope scope, Assembly assembly) {
        this.scope = scope;
        this.assembly = assembly;
        this.path = LocationPath.of(scope);
    }

    private Template compile(Word word) {
        return assembly.at(word, text -> assembly.service(Variables.class).compile(text));
    }

    private Regex regex(Word word, String expression, boolean ignoreCase) {
        Regex regex = assembly.at(word, t -> read(word, expression, ignoreCase));
        if (regex != null) {
            regex.defineNames(assembly.service(Variables.class));
        }
        return regex;
    }

    private static Regex read(Word word, String expression, boolean ignoreCase) {
        try {
            dev.weir.config.directive.Regex read = dev.weir.config.directive.Regex.of(word, expression, ignoreCase);
            return new Regex(read.pattern(), read.names());
        } catch (Refusal e) {
            throw new IllegalArgumentException(word.text() + " " + e.getMessage() + ": " + e.help());
        }
    }

    // --- redirects

    List<Redirect> redirects(Template target) {
        List<Redirect> rules = new ArrayList<>();
        List<List<Word>> lines = scope.get(ProxyFeature.REDIRECT);
        if (lines.isEmpty()) {
            addDefault(target, rules);
        }
        for (List<Word> line : lines) {
            String first = line.get(0).text();
            if (line.size() == 2) {
                Template to = compile(line.get(1));
                rules.add(first.startsWith("~") ? expression(line.get(0), to) : prefix(line.get(0), to));
            } else if (first.equals("default")) {
                assembly.at(line.get(0), text -> addExplicitDefault(target, rules));
            }
        }
        return rules;
    }

    private Object addExplicitDefault(Template target, List<Redirect> rules) {
        if (!target.isConstant()) {
            throw new IllegalArgumentException(
                    "\"proxy_redirect default\" cannot be used with \"proxy_pass\" with variables");
        }
        addDefault(target, rules);
        return rules;
    }

    private void addDefault(Template target, List<Redirect> rules) {
        if (!target.isConstant() || !path.isPlain() && hasUri(target.constant())) {
            return;
        }
        String url = target.constant();
        boolean uri = hasUri(url);
        String prefix = uri ? url : url + "/";
        String replacement = uri ? path.prefix() : "/";
        rules.add(Redirect.ofPrefix(x -> prefix, x -> replacement));
    }

    private static boolean hasUri(String url) {
        int slash = url.indexOf("//");
        return slash >= 0 && (url.indexOf('/', slash + 2) >= 0 || url.indexOf('?') >= 0);
    }

    private Redirect prefix(Word from, Template to) {
        return Redirect.ofPrefix(compile(from), to);
    }

    private Redirect expression(Word from, Template to) {
        boolean ignoreCase = from.text().startsWith("~*");
        return Redirect.ofRegex(regex(from, from.text().substring(ignoreCase ? 2 : 1), ignoreCase), to);
    }

    // --- cookies

    CookieRules cookies() {
        List<Redirect> domains = new ArrayList<>();
        for (List<Word> line : lines(CookieFeature.DOMAIN)) {
            domains.add(domain(line.get(0), line.get(1)));
        }
        List<Redirect> paths = new ArrayList<>();
        for (List<Word> line : lines(CookieFeature.PATH)) {
            Template to = compile(line.get(1));
            paths.add(line.get(0).text().startsWith("~") ? expression(line.get(0), to) : prefix(line.get(0), to));
        }
        List<CookieFlags> flags = new ArrayList<>();
        for (List<Word> line : lines(CookieFeature.FLAGS)) {
            flags.add(flags(line));
        }
        return new CookieRules(domains, paths, flags);
    }

    /** The lines of a directive in effect; none when that says {@code off}. */
    private List<List<Word>> lines(Directive<List<List<Word>>> directive) {
        return scope.get(directive).stream().filter(line -> line.size() > 1).toList();
    }

    private Redirect domain(Word from, Word to) {
        if (from.text().startsWith("~")) {
            return Redirect.ofRegex(regex(from, from.text().substring(1), true), compile(to));
        }
        return CookieRules.domain(compile(dotless(from)), compile(dotless(to)));
    }

    private static Word dotless(Word word) {
        return word.text().startsWith(".") ? Args.part(word, word.text().substring(1)) : word;
    }

    private CookieFlags flags(List<Word> line) {
        Word first = line.get(0);
        boolean expression = first.text().startsWith("~");
        List<Template> words = new ArrayList<>();
        for (Word word : line.subList(1, line.size())) {
            Template flag = compile(word);
            if (flag != null) {
                words.add(flag);
            }
        }
        return new CookieFlags(
                expression ? null : compile(first),
                expression ? regex(first, first.text().substring(1), true) : null,
                List.copyOf(words));
    }
}
