package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.MAIN;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import java.util.List;

/**
 * Directives of nginx that tune OpenSSL, for which Java's TLS has no counterpart and needs none.
 *
 * <p>Thread: any; stateless.
 */
public final class SslTuningFeature implements Feature {

    private static <T> Directive<T> none(String example, Arg<T> arg, String why) {
        return Directive.named(example.substring(0, example.indexOf(' ')))
                .in(HTTP, SERVER)
                .doc("Accepted without effect: " + why)
                .example(example)
                .takes(arg);
    }

    private static final Directive<Boolean> INHERITABLE = Directive.named("ssl_object_cache_inheritable")
            .in(MAIN)
            .doc("Accepted without effect: a reload reads certificates anew.")
            .example("ssl_object_cache_inheritable off;")
            .takes(Args.flag());

    @Override
    public List<Directive<?>> directives() {
        String nothing = "no answers are stapled.";
        return List.of(
                none("ssl_dhparam dhparam.pem;", Args.word("file"), "Java has its own parameters, those of RFC 7919."),
                none("ssl_ecdh_curve auto;", Args.word("curves"), "Java chooses among X25519 and the NIST curves."),
                none("ssl_early_data off;", Args.flag(), "Java takes no early data, so none can be replayed."),
                none("ssl_stapling off;", Args.flag(), "clients ask for the state of the certificate themselves."),
                none("ssl_stapling_verify off;", Args.flag(), nothing),
                none("ssl_stapling_responder http://ocsp.example.com/;", Args.word("url"), nothing),
                none("ssl_stapling_file ocsp.der;", Args.word("file"), nothing),
                none(
                                "ssl_session_ticket_key ticket.key;",
                                Args.word("file"),
                                "Java makes the keys of tickets and changes them.")
                        .repeatable(),
                none("ssl_certificate_compression off;", Args.flag(), "certificates are sent as they are."),
                INHERITABLE);
    }
}
