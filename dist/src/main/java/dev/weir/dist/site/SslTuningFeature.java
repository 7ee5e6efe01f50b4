package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.MAIN;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.syntax.Word;
import java.util.List;

/**
 * Directives of nginx that tune OpenSSL, for which Java's TLS has no counterpart and needs none.
 *
 * <p>Thread: any; stateless.
 */
public final class SslTuningFeature implements Feature {

    private static Directive<List<Word>> none(String example, String why) {
        return Directive.named(example.substring(0, example.indexOf(' ')))
                .in(HTTP, SERVER)
                .doc("Accepted without effect: " + why)
                .example(example)
                .takes(Args.words("value ...", 1, Integer.MAX_VALUE));
    }

    private static final Directive<List<Word>> INHERITABLE = Directive.named("ssl_object_cache_inheritable")
            .in(MAIN)
            .doc("Accepted without effect: a reload reads certificates anew.")
            .example("ssl_object_cache_inheritable off;")
            .takes(Args.words("value", 1, 1));

    @Override
    public List<Directive<?>> directives() {
        return List.of(
                none("ssl_dhparam dhparam.pem;", "Java has its own parameters, those of RFC 7919."),
                none("ssl_ecdh_curve auto;", "Java chooses among X25519 and the NIST curves."),
                none("ssl_early_data off;", "Java takes no early data, so none can be replayed."),
                none("ssl_stapling off;", "clients ask for the state of the certificate themselves."),
                none("ssl_stapling_verify off;", "no answers are stapled."),
                none("ssl_stapling_responder http://ocsp.example.com/;", "no answers are stapled."),
                none("ssl_stapling_file ocsp.der;", "no answers are stapled."),
                none("ssl_session_ticket_key ticket.key;", "Java makes the keys of tickets and changes them."),
                none("ssl_certificate_compression off;", "certificates are sent as they are."),
                INHERITABLE);
    }
}
