package dev.weir.core.access;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.HttpFault;
import dev.weir.core.http.Severity;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code auth_basic}: asks for a user and a password of a file.
 *
 * <p>Source: nginx, ngx_http_auth_basic_module; RFC 7617. Thread: worker.
 */
public final class BasicRule implements AccessRule {
    private static final Logger LOG = LoggerFactory.getLogger(BasicRule.class);

    private final Function<Exchange, String> realm;
    private final Function<Exchange, String> path;
    private final PasswordFiles files;
    private final PasswordCheck passwords;

    /**
     * @param realm what the client shows to its user; {@code off} asks for nothing
     * @param path of the password file
     */
    public BasicRule(
            Function<Exchange, String> realm,
            Function<Exchange, String> path,
            PasswordFiles files,
            PasswordCheck passwords) {
        this.realm = realm;
        this.path = path;
        this.files = files;
        this.passwords = passwords;
    }

    @Override
    public Verdict judge(Exchange exchange, Consumer<Verdict> later) {
        String name = realm.apply(exchange);
        if (name.equals("off")) {
            return Verdict.NO_OPINION;
        }
        Verdict asked = Verdict.challenged(List.of("Basic realm=\"" + name + "\""));
        BasicCredentials given = BasicCredentials.of(exchange);
        if (given == null) {
            HttpFault.tell(LOG, Severity.INFO, exchange, "no user/password was provided for basic authentication");
            return asked;
        }
        String file = path.apply(exchange);
        String hash;
        try {
            hash = files.read(file).hash(given.user());
        } catch (IOException | InvalidPathException e) {
            return unreadable(exchange, file, e);
        }
        if (hash == null) {
            HttpFault.tell(
                    LOG,
                    Severity.ERROR,
                    exchange,
                    "user \"" + ByteText.quote(given.user()) + "\" was not found in \"" + ByteText.quote(file) + "\"");
            return asked;
        }
        return compare(exchange, given, hash, asked, later);
    }

    private static Verdict unreadable(Exchange exchange, String file, Exception cause) {
        boolean missing = cause instanceof NoSuchFileException;
        String why = missing ? "No such file or directory" : String.valueOf(cause.getMessage());
        HttpFault.tell(LOG, Severity.ERROR, exchange, "open() \"" + ByteText.quote(file) + "\" failed (" + why + ")");
        return Verdict.refused(missing ? 403 : 500, null);
    }

    private Verdict compare(
            Exchange exchange, BasicCredentials given, String hash, Verdict asked, Consumer<Verdict> later) {
        PasswordCheck.Result result = passwords.check(
                given.password(),
                hash,
                exchange.worker(),
                matches -> later.accept(verdict(matches, exchange, given, asked)));
        return switch (result) {
            case LATER -> Verdict.LATER;
            case UNKNOWN -> unknown(exchange, given, asked);
            case BUSY -> Verdict.refused(503, "too many passwords wait to be compared");
            default -> verdict(result == PasswordCheck.Result.MATCHES, exchange, given, asked);
        };
    }

    /** A 401 as any other; the operator alone learns that nobody can come in by this line. */
    private static Verdict unknown(Exchange exchange, BasicCredentials given, Verdict asked) {
        HttpFault.tell(
                LOG,
                Severity.ERROR,
                exchange,
                "user \"" + ByteText.quote(given.user()) + "\": the password's hash is of no format that is known");
        return asked;
    }

    private static Verdict verdict(boolean matches, Exchange exchange, BasicCredentials given, Verdict asked) {
        if (matches) {
            return Verdict.ALLOWED;
        }
        HttpFault.tell(
                LOG, Severity.ERROR, exchange, "user \"" + ByteText.quote(given.user()) + "\": password mismatch");
        return asked;
    }
}
