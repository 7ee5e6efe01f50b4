package dev.weir.dist.site;

import static dev.weir.config.directive.Context.HTTP;
import static dev.weir.config.directive.Context.LOCATION;
import static dev.weir.config.directive.Context.SERVER;

import dev.weir.config.directive.Arg;
import dev.weir.config.directive.Args;
import dev.weir.config.directive.Assembly;
import dev.weir.config.directive.Directive;
import dev.weir.config.directive.Feature;
import dev.weir.config.directive.Refusal;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.http.BodyFiles;
import dev.weir.core.http.BodyFolder;
import java.util.ArrayList;
import java.util.List;

/**
 * Directives that say where the bodies of requests are kept.
 *
 * <p>Thread: any; stateless.
 */
public final class BodyFeature implements Feature {
    private static final int MOST_DIGITS = 10;

    /** What {@code client_body_temp_path} says: a folder, and the digits of each inner folder's name. */
    record Place(Word folder, List<Integer> levels) {

        static Arg<Place> arg() {
            return Args.of("path [level1 [level2 [level3]]]", 1, 4, args -> {
                List<Integer> levels = new ArrayList<>();
                int sum = 0;
                for (Word word : args.subList(1, args.size())) {
                    int level = Args.number(word, word.text(), 1, MOST_DIGITS);
                    sum += level;
                    if (sum > MOST_DIGITS) {
                        throw new Refusal(word, "is too much", "the levels have ten digits together");
                    }
                    levels.add(level);
                }
                return new Place(args.get(0), levels);
            });
        }
    }

    public static final Directive<BodyFiles.Use> CLIENT_BODY_IN_FILE_ONLY = Directive.named("client_body_in_file_only")
            .in(HTTP, SERVER, LOCATION)
            .doc("Whether every request body that is stored goes to a file, which `$request_body_file` names: until the"
                    + " response is complete (`clean`), or for good (`on`).")
            .example("client_body_in_file_only clean;")
            .takes(Choices.of(BodyFiles.Use.class))
            .defaultsTo(BodyFiles.Use.OFF, "off");

    public static final Directive<Place> CLIENT_BODY_TEMP_PATH = Directive.named("client_body_temp_path")
            .in(HTTP, SERVER, LOCATION)
            .doc("The folder for request bodies that memory does not hold, with up to three levels of folders inside,"
                    + " named by so many digits of the file's number. Without it the system's folder for temporary"
                    + " files is used.")
            .example("client_body_temp_path /var/tmp/body 1 2;")
            .takes(Place.arg());

    @Override
    public List<Directive<?>> directives() {
        return List.of(CLIENT_BODY_IN_FILE_ONLY, CLIENT_BODY_TEMP_PATH);
    }

    /** The settings of a location. */
    static BodyFiles files(Scope scope, Assembly assembly) {
        Place place = scope.get(CLIENT_BODY_TEMP_PATH);
        BodyFolder folder = place == null
                ? BodyFolder.SYSTEM
                : new BodyFolder(
                        assembly.service(Standing.class)
                                .prefix()
                                .resolve(place.folder().text()),
                        place.levels(),
                        System.nanoTime());
        return new BodyFiles(scope.get(CLIENT_BODY_IN_FILE_ONLY), folder);
    }
}
