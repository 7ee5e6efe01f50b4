package dev.weir.core.ssi;

import dev.weir.core.http.BodyFilter;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Headers;
import dev.weir.core.http.MediaType;
import dev.weir.core.http.ResponseStream;
import dev.weir.core.variable.Variables;
import java.util.Set;

/**
 * Which of a location's responses are pages with commands, and how these are run; nginx's {@code ssi} and the
 * directives beside it.
 *
 * <p>Thread: any; immutable once the configuration is complete, after which nobody defines variables any more.
 *
 * @param types media types in small letters; {@code *} for all
 * @param silent whether a command that fails leaves nothing in the page
 * @param lastModified whether {@code Last-Modified} stays, and {@code ETag} as a weak one
 * @param valueLength most bytes of a parameter's value
 * @param answerBytes most bytes of an answer that {@code include} puts into a variable
 * @param variables what {@code $name} may mean besides the pages' own
 */
public record SsiRules(
        Set<String> types, boolean silent, boolean lastModified, int valueLength, int answerBytes, Variables variables)
        implements BodyFilter {

    @Override
    public boolean apply(Exchange exchange, Headers.Builder fields, long length) {
        if (length == 0 || !MediaType.isAmong(fields.joined("Content-Type"), types)) {
            return false;
        }
        fields.remove("Content-Length").remove("Accept-Ranges");
        String etag = fields.joined("ETag");
        if (!lastModified) {
            fields.remove("Last-Modified").remove("ETag");
        } else if (etag != null && etag.startsWith("\"")) {
            fields.set("ETag", "W/" + etag);
        }
        return true;
    }

    @Override
    public ResponseStream open(Exchange exchange, ResponseStream out) {
        return new SsiStream(exchange, this, out);
    }
}
