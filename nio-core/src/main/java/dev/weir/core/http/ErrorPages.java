package dev.weir.core.http;

import java.util.Map;
import java.util.function.Function;

/**
 * What {@code error_page} says for a location.
 *
 * <p>Thread: any; immutable.
 */
public final class ErrorPages {
    public static final ErrorPages NONE = new ErrorPages(Map.of());

    private final Map<Integer, Page> pages;

    /**
     * Where an error goes.
     *
     * @param target a URI, a named location ({@code @name}) or an absolute URL
     * @param status the status to answer with: -1 keeps the error's, 0 takes that of the page
     */
    public record Page(Function<Exchange, String> target, int status) {}

    public ErrorPages(Map<Integer, Page> pages) {
        this.pages = Map.copyOf(pages);
    }

    /** The page for a status; null when there is none. */
    public Page page(int status) {
        return pages.get(status);
    }
}
