package dev.weir.proxy;

import dev.weir.config.directive.Assembly;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.ByteText;
import dev.weir.core.http.Handler;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import dev.weir.proxy.dns.NameServers;
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
        RewriteBuilder rewrites = new RewriteBuilder(scope, assembly);
        ProxyRoute route = new ProxyRoute(
                options,
                new RequestFields(fields(), scope.get(OutgoingFeature.PASS_HEADERS)),
                new ResponseFields(
                        texts(scope.get(ProxyFeature.HIDE_HEADER)),
                        texts(scope.get(ProxyFeature.PASS_HEADER)),
                        rewrites.redirects(template),
                        rewrites.cookies()),
                OutgoingFeature.outgoing(scope, assembly),
                mayBeSecure() ? ProxySslFeature.tls(scope, assembly) : null,
                new Accel(scope.get(AnswerFeature.IGNORE)),
                path.prefix(),
                !template.isConstant(),
                new Tunnel.Settings(
                        options.readTimeout().toNanos(), options.sendTimeout().toNanos(), upstreams.random()::nextInt));
        return target == null ? null : new ProxyHandler(route, target);
    }

    private boolean mayBeSecure() {
        return !pass.text().regionMatches(true, 0, "http://", 0, "http://".length());
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
        return ProxyTarget.fixed(Destination.of(url, upstream));
    }

    private ProxyTarget variable(Template template) {
        Map<String, Upstream> groups = new HashMap<>();
        for (Upstream group : blocks.all(scope, assembly)) {
            groups.put(group.name().toLowerCase(Locale.ROOT), group);
        }
        return new VariableTarget(template, groups, blocks.plain(scope), lookups());
    }

    /** Null where no {@code resolver} is in effect. */
    private NameWatch.Lookups lookups() {
        NameServers servers = ResolverFeature.servers(scope, assembly);
        long timeout = scope.get(ResolverFeature.RESOLVER_TIMEOUT).toNanos();
        return servers == null ? null : new NameWatch.Lookups(upstreams.resolver(servers), timeout);
    }
}
