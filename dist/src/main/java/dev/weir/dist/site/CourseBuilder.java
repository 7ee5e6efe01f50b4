package dev.weir.dist.site;

import dev.weir.config.directive.Assembly;
import dev.weir.config.scope.Scope;
import dev.weir.config.syntax.Word;
import dev.weir.core.content.FileRoot;
import dev.weir.core.content.TryFiles;
import dev.weir.core.http.ByteText;
import dev.weir.core.http.Course;
import dev.weir.core.http.DocumentRoot;
import dev.weir.core.http.MethodSplit;
import dev.weir.core.http.Mirror;
import dev.weir.core.http.PreContent;
import dev.weir.core.http.RedirectStyle;
import dev.weir.core.http.Rewriter;
import dev.weir.core.variable.Template;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds what befalls an exchange in a location besides gates and handler, and where the location's files are.
 *
 * <p>Thread: the one that builds the configuration.
 */
final class CourseBuilder {
    private final Assembly assembly;
    private final String prefix;
    private final Map<Scope, Course> plain = new IdentityHashMap<>();
    private final Map<Scope, DocumentRoot> roots = new IdentityHashMap<>();
    private final DocumentRoot standardRoot;

    CourseBuilder(Assembly assembly, Standing standing) {
        this.assembly = assembly;
        this.prefix = ByteText.of(standing.prefix().toString());
        this.standardRoot = new FileRoot(Template.literal("html"), prefix, 0);
    }

    Course course(Scope scope, Rewriter rewriter, MethodSplit split) {
        Course shared = plain.computeIfAbsent(scope.settings(), CourseBuilder::plain);
        PreContent preContent = preContent(scope);
        return rewriter == null && preContent == null && split == null
                ? shared
                : shared.with(rewriter, preContent, split);
    }

    /** What follows from inherited directives alone. */
    private static Course plain(Scope scope) {
        RedirectStyle redirects = new RedirectStyle(
                scope.get(RoutingFeature.ABSOLUTE_REDIRECT),
                scope.get(RoutingFeature.SERVER_NAME_IN_REDIRECT),
                scope.get(RoutingFeature.PORT_IN_REDIRECT));
        return new Course(
                null,
                null,
                null,
                redirects,
                scope.get(RoutingFeature.INTERNAL),
                scope.get(RoutingFeature.RECURSIVE_ERROR_PAGES),
                scope.get(RoutingFeature.LOG_NOT_FOUND),
                scope.get(RewriteFeature.UNINITIALIZED_VARIABLE_WARN));
    }

    /** As in nginx, what {@code try_files} sends elsewhere is not mirrored. */
    private PreContent preContent(Scope scope) {
        PreContent files = tryFiles(scope);
        Mirror mirror = MirrorFeature.mirror(scope);
        return files == null ? mirror : mirror == null ? files : files.then(mirror);
    }

    private PreContent tryFiles(Scope scope) {
        if (!scope.hasOwn(RoutingFeature.TRY_FILES)) {
            return null;
        }
        TryFilesWords tried = scope.get(RoutingFeature.TRY_FILES);
        List<TryFiles.Candidate> candidates = new ArrayList<>();
        for (Word word : tried.candidates()) {
            String text = word.text();
            boolean folder = text.endsWith("/");
            Word name = folder ? new Word(text.substring(0, text.length() - 1), word.quoted(), word.span()) : word;
            Template uri = ContentFeature.template(name, assembly);
            if (uri != null) {
                candidates.add(new TryFiles.Candidate(uri, folder));
            }
        }
        return new TryFiles(candidates, ContentFeature.template(tried.last(), assembly));
    }

    /** The folder of the nearest {@code root} or {@code alias}; null after a complaint. */
    DocumentRoot root(Scope scope) {
        for (Scope level = scope; level != null; level = level.parent()) {
            if (level.hasOwn(RoutingFeature.ALIAS)) {
                LocationHead head = level.head(HttpFeature.LOCATION_BLOCK);
                boolean whole = head.kind() == LocationHead.Kind.REGEX;
                return root(
                        level.get(RoutingFeature.ALIAS),
                        whole ? -1 : ByteText.of(head.pattern()).length());
            }
            if (level.hasOwn(ContentFeature.ROOT)) {
                return roots.computeIfAbsent(level, known -> root(known.get(ContentFeature.ROOT), 0));
            }
        }
        return standardRoot;
    }

    private DocumentRoot root(Word word, int replaced) {
        Template folder = ContentFeature.template(word, assembly);
        return folder == null ? null : new FileRoot(folder, prefix, replaced);
    }
}
