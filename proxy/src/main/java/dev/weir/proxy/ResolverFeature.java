package dev.weir.proxy;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.SERVER;
import static dev.weir.config.directive.Context.UPSTREAM;

import dev.weir.config.directive.Address;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.proxy.dns.NameServers;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The directives of the DNS client. Thread: the one that builds the configuration. */
public final class ResolverFeature implements Feature {

    static final Directive<Line> RESOLVER = Directive.named("resolver")
            .in(HTTP, SERVER, LOCATION, UPSTREAM)
            .doc(
                    "Name servers that are asked, in turn, for the names that variables give to `proxy_pass` and for those of servers with `resolve`. A port other "
                            + "than 53 may be told. An answer is remembered as long as it says, or for `valid`. `ipv4=off` and "
                            + "`ipv6=off` leave one kind of address out.")
            .example("resolver 127.0.0.53 valid=30s ipv6=off;")
            .takes(Args.of(
                    "address ... [valid=time] [ipv4=on|off] [ipv6=on|off]",
                    1,
                    Integer.MAX_VALUE,
                    ResolverFeature::read));

    static final Directive<Duration> RESOLVER_TIMEOUT = Directive.named("resolver_timeout")
            .in(HTTP, SERVER, LOCATION, UPSTREAM)
            .doc("How long a request waits for the addresses of a name.")
            .example("resolver_timeout 5s;")
            .takes(Args.time())
            .defaultsTo(Duration.ofSeconds(30), "30s");

    /** A server and the word that names it. */
    record Server(Word word, Address.Tcp address) {}

    /** What {@code resolver} says, before its servers' own names are looked up. */
    record Line(List<Server> servers, Duration valid, boolean ipv4, boolean ipv6) {

        /** The servers by address; null when one of them cannot be found, which is told. */
        NameServers build(Assembly assembly) {
            List<InetSocketAddress> addresses = new ArrayList<>();
            for (Server server : servers) {
                List<InetSocketAddress> found = assembly.at(server.word, text -> find(server));
                if (found == null) {
                    return null;
                }
                addresses.addAll(found);
            }
            return new NameServers(addresses, valid.toNanos(), ipv4, ipv6);
        }

        private static List<InetSocketAddress> find(Server server) {
            List<InetSocketAddress> found = new ArrayList<>();
            Upstreams.lookUp(server.address.host())
                    .forEach(a -> found.add(new InetSocketAddress(a, server.address.port())));
            if (found.isEmpty()) {
                throw new IllegalArgumentException("host not found in resolver \"" + server.address.host() + "\"");
            }
            return found;
        }
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(RESOLVER, RESOLVER_TIMEOUT);
    }

    private static Line read(List<Word> args) throws Refusal {
        List<Server> servers = new ArrayList<>();
        Duration valid = Duration.ZERO;
        boolean ipv4 = true;
        boolean ipv6 = true;
        for (Word word : args) {
            if (Args.keyed(word, "valid") != null) {
                valid = Args.seconds(word, Args.keyed(word, "valid"));
            } else if (Args.keyed(word, "ipv4") != null) {
                ipv4 = isOn(word, Args.keyed(word, "ipv4"));
            } else if (Args.keyed(word, "ipv6") != null) {
                ipv6 = isOn(word, Args.keyed(word, "ipv6"));
            } else {
                servers.add(server(word));
            }
        }
        if (!ipv4 && !ipv6) {
            Word last = args.get(args.size() - 1);
            throw new Refusal(last, "leaves no kind of address", "\"ipv4\" and \"ipv6\" cannot both be \"off\"");
        }
        if (servers.isEmpty()) {
            throw new Refusal(args.get(0), "names no name server", "expected an address such as 127.0.0.53");
        }
        return new Line(List.copyOf(servers), valid, ipv4, ipv6);
    }

    private static boolean isOn(Word word, String value) throws Refusal {
        if (!value.equals("on") && !value.equals("off")) {
            throw new Refusal(word, "is not a valid parameter", "expected on or off");
        }
        return value.equals("on");
    }

    private static Server server(Word word) throws Refusal {
        if (Address.peer(word, word.text(), NameServers.PORT) instanceof Address.Tcp tcp) {
            return new Server(word, tcp);
        }
        throw new Refusal(word, "is no name server", "expected an address such as 127.0.0.53");
    }

    /** The name servers in effect in a scope; null for none, or when a mistake in them has been told. */
    static NameServers servers(Scope scope, Assembly assembly) {
        return scope.has(RESOLVER) ? scope.get(RESOLVER).build(assembly) : null;
    }
}
