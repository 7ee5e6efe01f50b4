package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LIMIT_EXCEPT;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Catalog;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.access.AccessGate;
import dev.weir.core.access.AccessRule;
import dev.weir.core.access.AddressRange;
import dev.weir.core.access.AddressRules;
import dev.weir.core.access.BasicRule;
import dev.weir.core.access.PasswordCheck;
import dev.weir.core.access.PasswordFiles;
import dev.weir.core.http.Gate;
import dev.weir.core.variable.Variables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may come, by address or with a password: nginx's access and auth_basic modules, and {@code satisfy} and
 * {@code auth_delay} of its core.
 *
 * <p>Thread: any; stateless.
 */
public final class AccessFeature implements Feature {
    static final Directive<List<AddressRange>> ALLOW = Directive.named("allow")
            .in(HTTP, SERVER, LOCATION, LIMIT_EXCEPT)
            .doc(
                    "Lets clients of an address, a network, `unix:` sockets, or `all` pass. The first `allow` or `deny` that"
                            + " holds the client decides; a block with any of them inherits none.")
            .example("allow 192.0.2.0/24;")
            .takes(Networks.range(true))
            .repeatable()
            .makes(AccessRule.class, (value, scope, assembly) -> rules(scope));

    static final Directive<List<AddressRange>> DENY = Directive.named("deny")
            .in(HTTP, SERVER, LOCATION, LIMIT_EXCEPT)
            .doc("Refuses clients of an address, a network, `unix:` sockets, or `all` with 403.")
            .example("deny all;")
            .takes(Networks.range(true))
            .repeatable()
            .makes(AccessRule.class, (value, scope, assembly) -> scope.has(ALLOW) ? null : rules(scope));

    static final Directive<Boolean> SATISFY = Directive.named("satisfy")
            .in(HTTP, SERVER, LOCATION)
            .doc("Whether `all` access rules (`allow`, `deny`, `auth_basic`) must be content, or `any` one is enough.")
            .example("satisfy any;")
            .takes(Args.oneOf(choices()))
            .defaultsTo(false, "all");

    static final Directive<Duration> AUTH_DELAY = Directive.named("auth_delay")
            .in(HTTP, SERVER, LOCATION)
            .doc("Keeps answers of 401 back for *time*, so that guessing passwords takes long.")
            .example("auth_delay 1s;")
            .takes(Args.time())
            .defaultsTo(Duration.ZERO, "0s");

    static final Directive<Word> AUTH_BASIC = Directive.named("auth_basic")
            .in(HTTP, SERVER, LOCATION, LIMIT_EXCEPT)
            .doc(
                    "Asks for a user and a password of `auth_basic_user_file`; *realm* is shown to the user. `off` asks for"
                            + " none.")
            .example("auth_basic \"closed site\";")
            .takes(Args.word("realm | off"))
            .makes(AccessRule.class, AccessFeature::basic);

    static final Directive<Word> AUTH_BASIC_USER_FILE = Directive.named("auth_basic_user_file")
            .in(HTTP, SERVER, LOCATION, LIMIT_EXCEPT)
            .doc("The users with their passwords: a line `user:hash` each, as `htpasswd` writes them. Hashes are"
                    + " bcrypt, `$apr1$`, `{SHA}`, `{SSHA}`, those of crypt by DES, MD5 (`$1$`), SHA-256 (`$5$`) and"
                    + " SHA-512 (`$6$`), or the password itself behind `{PLAIN}`; of others the error log tells. A"
                    + " change of the file counts at once.")
            .example("auth_basic_user_file htpasswd;")
            .takes(Args.word("file"));

    private static Map<String, Boolean> choices() {
        Map<String, Boolean> choices = new LinkedHashMap<>();
        choices.put("all", false);
        choices.put("any", true);
        return choices;
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(ALLOW, DENY, AUTH_BASIC, AUTH_BASIC_USER_FILE, SATISFY, AUTH_DELAY);
    }

    private static AccessRule rules(Scope scope) {
        List<AddressRules.Line> lines = new ArrayList<>();
        for (Scope.Written line : scope.inOrder(ALLOW, DENY)) {
            lines.add(new AddressRules.Line((AddressRange) line.value(), line.directive() == ALLOW));
        }
        return new AddressRules(lines);
    }

    private static AccessRule basic(Word realm, Scope scope, Assembly assembly) {
        Word file = scope.get(AUTH_BASIC_USER_FILE);
        if (Args.isOff(realm) || file == null) {
            return null;
        }
        Variables variables = assembly.service(Variables.class);
        return new BasicRule(
                assembly.at(realm, variables::compile),
                assembly.at(file, variables::compile),
                assembly.service(PasswordFiles.class),
                assembly.service(PasswordCheck.class));
    }

    /** All gates of a location in nginx's order, one for all its access rules among them. */
    static List<Gate> gates(Scope scope, Assembly assembly, Catalog catalog) {
        List<Gate> gates = new ArrayList<>(assembly.parts(Gate.class, scope, catalog));
        List<AccessRule> rules = assembly.parts(AccessRule.class, scope, catalog);
        if (gates.isEmpty() && rules.isEmpty()) {
            return List.of();
        }
        if (!rules.isEmpty()) {
            gates.add(new AccessGate(rules, scope.get(SATISFY), scope.get(AUTH_DELAY)));
        }
        gates.sort(Comparator.comparing(Gate::phase));
        return List.copyOf(gates);
    }
}
