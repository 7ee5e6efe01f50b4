package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.LOCATION_IF;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.BodyFilter;
import dev.weir.core.ssi.SsiRules;
import dev.weir.core.variable.Variables;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Directives of nginx's module for server-side includes.
 *
 * <p>Thread: any; stateless.
 */
public final class SsiFeature implements Feature {

    public static final Directive<Boolean> SSI = Directive.named("ssi")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF)
            .doc("Whether the commands of server-side includes in pages are run: `include` with `virtual`, `file` and"
                    + " `set`, `echo`, `set`, `config errmsg`, `if`, `elif`, `else` and `endif`. What is included is"
                    + " asked for one after the other. `timefmt` is accepted without effect; `block` and `stub` are"
                    + " not there.")
            .example("ssi on;")
            .takes(Args.flag())
            .defaultsTo(false, "off");

    public static final Directive<List<Word>> SSI_TYPES = Directive.named("ssi_types")
            .in(HTTP, SERVER, LOCATION)
            .doc("The media types of pages with commands besides `text/html`; `*` stands for all.")
            .example("ssi_types text/plain;")
            .takes(Args.words("type ...", 1, Integer.MAX_VALUE))
            .joins(Choices::both)
            .defaultsTo(List.of(), "text/html");

    public static final Directive<Boolean> SSI_SILENT_ERRORS = Directive.named("ssi_silent_errors")
            .in(HTTP, SERVER, LOCATION)
            .doc("Whether a command that fails leaves nothing in the page instead of a text that says so.")
            .example("ssi_silent_errors on;")
            .takes(Args.flag())
            .defaultsTo(false, "off");

    public static final Directive<Boolean> SSI_LAST_MODIFIED = Directive.named("ssi_last_modified")
            .in(HTTP, SERVER, LOCATION)
            .doc("Whether pages with commands keep `Last-Modified`, and `ETag` as a weak one.")
            .example("ssi_last_modified on;")
            .takes(Args.flag())
            .defaultsTo(false, "off");

    public static final Directive<Integer> SSI_VALUE_LENGTH = Directive.named("ssi_value_length")
            .in(HTTP, SERVER, LOCATION)
            .doc("The longest value of a command's parameter.")
            .example("ssi_value_length 512;")
            .takes(Args.number(1, 1024 * 1024))
            .defaultsTo(256, "256");

    private static final Directive<Integer> SSI_MIN_FILE_CHUNK = Directive.named("ssi_min_file_chunk")
            .in(HTTP, SERVER, LOCATION)
            .doc("Accepted without effect: pages with commands are read.")
            .example("ssi_min_file_chunk 1k;")
            .takes(Args.size());

    public static final Directive<Integer> SUBREQUEST_OUTPUT_BUFFER_SIZE = Directive.named(
                    "subrequest_output_buffer_size")
            .in(HTTP, SERVER, LOCATION)
            .doc("The longest answer that `include` of `ssi` puts into a variable.")
            .example("subrequest_output_buffer_size 8k;")
            .takes(Args.size())
            .defaultsTo(4096, "4k");

    @Override
    public List<Directive<?>> directives() {
        return List.of(
                SSI,
                SSI_TYPES,
                SSI_SILENT_ERRORS,
                SSI_LAST_MODIFIED,
                SSI_VALUE_LENGTH,
                SSI_MIN_FILE_CHUNK,
                SUBREQUEST_OUTPUT_BUFFER_SIZE);
    }

    /** The filter of a location; null when its pages pass as they are. */
    static BodyFilter rules(Scope scope, Assembly assembly) {
        if (!scope.get(SSI)) {
            return null;
        }
        Set<String> types = new HashSet<>(Set.of("text/html"));
        scope.get(SSI_TYPES).forEach(type -> types.add(type.text().toLowerCase(Locale.ROOT)));
        return new SsiRules(
                types,
                scope.get(SSI_SILENT_ERRORS),
                scope.get(SSI_LAST_MODIFIED),
                scope.get(SSI_VALUE_LENGTH),
                scope.get(SUBREQUEST_OUTPUT_BUFFER_SIZE),
                assembly.service(Variables.class));
    }
}
