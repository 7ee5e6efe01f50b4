package dev.weir.proxy;

import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.ByteText;
import dev.weir.core.http.Handler;
import dev.weir.core.variable.Regex;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Builds the handler of a {@code proxy_pass} from what its scope says.
 *
 * <p>Thread: the one that builds the configuration.
 */
final class ProxyBuilder {
    private final Word pass;
    private final Scope scope;
    private final Assembly assembly;
    private final Upstreams upstreams;
    private final UpstreamBlocks blocks;
    private final LocationPath path;

    private ProxyBuilder(Word pass, Scope scope, Assembly assembly) {
        this.pass = pass;
        this.scope = scope;
        this.assembly = assembly;
        this.upstreams = assembly.service(Upstreams.class);
        this.blocks = upstreams.blocks();
        this.path = LocationPath.of(scope);
    }

    static Handler build(Word pass, Scope scope, Assembly assembly) {
        return new ProxyBuilder(pass, scope, assembly).handler();
    }

    private Handler handler() {
        Template template = compile(pass);
        if (template == null) {
            return null;
        }
        ProxyTarget target = template.isConstant() ? assembly.at(pass, this::fixed) : variable(template);
        ProxyOptions options = ProxyFeature.options(scope);
        ProxyRoute route = new ProxyRoute(
                options,
                new RequestFields(fields()),
                new ResponseFields(
                        texts(scope.get(ProxyFeature.HIDE_HEADER)),
                        texts(scope.get(ProxyFeature.PASS_HEADER)),
                        redirects(template)),
                path.prefix(),
                !template.isConstant(),
                new Tunnel.Settings(
                        options.readTimeout().toNanos(), options.sendTimeout().toNanos(), upstreams.random()::nextInt));
        return target == null ? null : new ProxyHandler(route, target);
    }

    private Template compile(Word word) {
        return assembly.at(word, text -> assembly.service(Variables.class).compile(text));
    }

    private static List<String> texts(List<Word> words) {
        return words.stream().map(Word::text).toList();
    }

    private List<RequestFields.Field> fields() {
        List<RequestFields.Field> fields = new ArrayList<>();
        for (List<Word> line : scope.get(ProxyFeature.SET_HEADER)) {
            Template value = compile(line.get(1));
            if (value != null) {
                fields.add(new RequestFields.Field(line.get(0).text(), value));
            }
        }
        return fields;
    }

    // --- where to

    private ProxyTarget fixed(String text) {
        ProxyUrl url = ProxyUrl.parse(ByteText.of(text));
        if (!url.uri().isEmpty() && !path.isPlain()) {
            throw new IllegalArgumentException("\"proxy_pass\" cannot have a URI part in a location given by a regular"
                    + " expression or in a named location");
        }
        Upstream upstream = blocks.at(url, Upstream.KeepAlive.NONE, scope, assembly);
        return ProxyTarget.fixed(new Destination(upstream, url.hostHeader(), url.portText(), url.uri()));
    }

    private ProxyTarget variable(Template template) {
        Map<String, Upstream> groups = new HashMap<>();
        for (Upstream group : blocks.all(scope, assembly)) {
            groups.put(group.name().toLowerCase(Locale.ROOT), group);
        }
        return new VariableTarget(template, groups, upstreams.resolver());
    }

    // --- redirects

    private List<Redirect> redirects(Template target) {
        List<Redirect> rules = new ArrayList<>();
        List<List<Word>> lines = scope.get(ProxyFeature.REDIRECT);
        if (lines.isEmpty()) {
            addDefault(target, rules);
        }
        for (List<Word> line : lines) {
            String first = line.get(0).text();
            if (line.size() == 2) {
                addRule(line.get(0), compile(line.get(1)), rules);
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

    private static Regex compile(Word word, String expression, boolean ignoreCase) {
        try {
            dev.weir.config.directive.Regex read = dev.weir.config.directive.Regex.of(word, expression, ignoreCase);
            return new Regex(read.pattern(), read.names());
        } catch (Refusal e) {
            throw new IllegalArgumentException(word.text() + " " + e.getMessage() + ": " + e.help());
        }
    }

    private void addRule(Word from, Template to, List<Redirect> rules) {
        String text = from.text();
        if (text.startsWith("~")) {
            boolean ignoreCase = text.startsWith("~*");
            Regex regex = assembly.at(from, t -> compile(from, t.substring(ignoreCase ? 2 : 1), ignoreCase));
            if (regex != null) {
                regex.defineNames(assembly.service(Variables.class));
                rules.add(Redirect.ofRegex(regex, to));
            }
        } else {
            Template prefix = compile(from);
            rules.add(Redirect.ofPrefix(prefix, to));
        }
    }
}
