package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.LOCATION_IF;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import dev.weir.core.variable.Template;
import dev.weir.core.variable.Variables;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Directives of what Weir answers out of itself: fixed texts, redirects, files, error pages.
 *
 * <p>Thread: any; stateless.
 */
public final class ContentFeature implements Feature {

    private static final Pattern ITSELF = Pattern.compile("\\$\\{?(document|realpath)_root(?![a-z0-9_])");

    public static final Directive<Word> ROOT = Directive.named("root")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF)
            .doc("The folder whose files answer where no other handler does; relative ones start at the prefix.")
            .example("root html;")
            .takes(Args.of("path", 1, 1, ContentFeature::root))
            .defaultsTo(null, "html");

    public static final Directive<List<Word>> INDEX = Directive.named("index")
            .in(HTTP, SERVER, LOCATION)
            .doc("Files that answer a URI ending with a slash; the first that exists is taken.")
            .example("index index.html index.htm;")
            .takes(Args.of("file ...", 1, Integer.MAX_VALUE, ContentFeature::names))
            .joins(Choices::both)
            .defaultsTo(List.of(), "index.html");

    public static final Directive<Boolean> TYPES = Directive.named("types")
            .in(HTTP, SERVER, LOCATION)
            .doc("Media types by file extension.")
            .example("types { text/html html htm; }")
            .takes(Args.none())
            .opensEntries();

    public static final Directive<String> DEFAULT_TYPE = Directive.named("default_type")
            .in(HTTP, SERVER, LOCATION)
            .doc("The media type of answers that have none by `types`.")
            .example("default_type text/plain;")
            .takes(Args.word("type").map(Word::text))
            .defaultsTo("text/plain", "text/plain");

    public static final Directive<List<ErrorPage>> ERROR_PAGE = Directive.named("error_page")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF)
            .doc("Answers errors by another URI, a named location or a redirect; `=code` changes the status, `=` alone"
                    + " takes that of the page.")
            .example("error_page 502 503 =200 /sorry.html;")
            .takes(ErrorPage.arg())
            .repeatable();

    @Override
    public List<Directive<?>> directives() {
        return List.of(ROOT, INDEX, TYPES, DEFAULT_TYPE, ERROR_PAGE);
    }

    private static Word root(List<Word> args) throws Refusal {
        if (ITSELF.matcher(args.get(0).text()).find()) {
            throw new Refusal(args.get(0), "depends on itself", "the variable stands for what this line sets");
        }
        return args.get(0);
    }

    private static List<Word> names(List<Word> args) throws Refusal {
        for (Word word : args) {
            if (word.text().isEmpty()) {
                throw new Refusal(word, "is not a valid file", "expected a name such as index.html");
            }
        }
        return args;
    }

    static Template template(Word word, Assembly assembly) {
        return assembly.at(word, assembly.service(Variables.class)::compile);
    }
}
