package dev.weir.proxy;

import dev.weir.config.directive.Assembly;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.ByteText;
import dev.weir.core.http.Exchange;
import dev.weir.core.loop.Clock;
import dev.weir.core.tls.PemMemory;
import dev.weir.core.tls.TlsFiles;
import dev.weir.core.tls.VariedIdentities;
import dev.weir.core.variable.Variables;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Names of certificates and keys that hold variables.
 *
 * <p>Thread: the one that builds the configuration; {@link #values} the exchange's worker.
 */
public final class VariedNames {
    private VariedNames() {}

    /** Null when one cannot be; the assembly has been told why. */
    public static List<Function<Exchange, String>> templates(List<Word> names, Assembly assembly) {
        List<Function<Exchange, String>> all = new ArrayList<>();
        for (Word name : names) {
            Function<Exchange, String> template =
                    assembly.at(name, text -> assembly.service(Variables.class).compile(text));
            if (template == null) {
                return null;
            }
            all.add(template);
        }
        return all;
    }

    public static List<String> values(List<Function<Exchange, String>> names, Exchange exchange) {
        return names.stream().map(name -> value(name, exchange)).toList();
    }

    /** As text: names of files are no byte strings. */
    static String value(Function<Exchange, String> name, Exchange exchange) {
        return ByteText.decode(name.apply(exchange));
    }

    /** What such names lead to. */
    public static VariedIdentities identities(List<String> passwords, PemMemory.Policy policy, Assembly assembly) {
        TlsFiles files = assembly.service(TlsFiles.class);
        return new VariedIdentities(files, passwords, files.memory(policy, Clock.SYSTEM));
    }
}
