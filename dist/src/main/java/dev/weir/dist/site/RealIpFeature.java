package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.access.AddressRange;
import dev.weir.core.access.RealAddress;
import dev.weir.core.http.Gate;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Who a client behind a proxy is: nginx's realip module. Thread: any; stateless. */
public final class RealIpFeature implements Feature {
    private static final String PROXY_PROTOCOL = "proxy_protocol";

    /** A trusted network, or (without a range) a host whose addresses are looked up when the configuration is read. */
    record Trusted(Word word, AddressRange range) {}

    static final Directive<List<Trusted>> SET_REAL_IP_FROM = Directive.named("set_real_ip_from")
            .in(HTTP, SERVER, LOCATION)
            .doc(
                    "Trusts an address, a network, a host or `unix:` sockets to tell the client's address in the field that"
                            + " `real_ip_header` names. Then logs, limits and access rules see that one.")
            .example("set_real_ip_from 192.0.2.0/24;")
            .takes(Args.of("address | CIDR | host | unix:", 1, 1, args -> {
                Word word = args.get(0);
                return new Trusted(word, Networks.read(word));
            }))
            .repeatable()
            .makes(Gate.class, RealIpFeature::gate);

    static final Directive<Word> REAL_IP_HEADER = Directive.named("real_ip_header")
            .in(HTTP, SERVER, LOCATION)
            .doc("The field of the request that tells the client's address, or `proxy_protocol`.")
            .example("real_ip_header X-Forwarded-For;")
            .takes(Args.word("field | X-Real-IP | X-Forwarded-For | proxy_protocol"));

    static final Directive<Boolean> REAL_IP_RECURSIVE = Directive.named("real_ip_recursive")
            .in(HTTP, SERVER, LOCATION)
            .doc("Whether a chain of addresses is followed back over all that are trusted.")
            .example("real_ip_recursive on;")
            .takes(Args.flag())
            .defaultsTo(false, "off");

    @Override
    public List<Directive<?>> directives() {
        return List.of(SET_REAL_IP_FROM, REAL_IP_HEADER, REAL_IP_RECURSIVE);
    }

    private static Gate gate(List<Trusted> trusted, Scope scope, Assembly assembly) {
        List<AddressRange> ranges = new ArrayList<>();
        for (Trusted one : trusted) {
            if (one.range != null) {
                ranges.add(one.range);
            } else {
                resolve(one.word, ranges, assembly);
            }
        }
        Word header = scope.get(REAL_IP_HEADER);
        String field = header == null ? "X-Real-IP" : header.text().equals(PROXY_PROTOCOL) ? null : header.text();
        return new RealAddress(ranges, field, scope.get(REAL_IP_RECURSIVE));
    }

    private static void resolve(Word host, List<AddressRange> ranges, Assembly assembly) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host.text())) {
                ranges.add(AddressRange.of(address));
            }
        } catch (UnknownHostException e) {
            assembly.diagnostics()
                    .error(
                            host.span(),
                            "the host \"" + host.text() + "\" is not found",
                            "expected an address such as 192.0.2.1, a network such as 192.0.2.0/24, unix:, or a name");
        }
    }
}
