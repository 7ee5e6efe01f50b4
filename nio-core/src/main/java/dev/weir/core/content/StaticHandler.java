package dev.weir.core.content;

import dev.weir.core.http.ByteText;
import dev.weir.core.http.Delivery;
import dev.weir.core.http.DocumentRoot;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.Handler;
import dev.weir.core.http.Headers;
import dev.weir.core.http.HttpDate;
import dev.weir.core.http.HttpFault;
import dev.weir.core.http.RequestTarget;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.variable.Template;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * Serves files below {@code root}, with {@code index}, as nginx does: GET and HEAD only, validators, ranges.
 *
 * <p>Thread: worker; reads the file there, as nginx does.
 */
public final class StaticHandler implements Handler {
    private final DocumentRoot root;
    private final List<Template> index;
    private final MimeTypes types;
    private final Path prefix;
    private final Precompressed precompressed;

    /**
     * @param root the root folder; relative ones begin at {@code prefix}
     * @param index names tried for a URI that ends with a slash
     * @param types media types
     * @param prefix Weir's prefix folder
     * @param precompressed null where files are sent as they are
     */
    public StaticHandler(
            DocumentRoot root, List<Template> index, MimeTypes types, Path prefix, Precompressed precompressed) {
        this.root = root;
        this.index = List.copyOf(index);
        this.types = types;
        this.prefix = prefix;
        this.precompressed = precompressed;
    }

    @Override
    public void handle(Exchange exchange) throws HttpFault {
        String uri = exchange.uri();
        String method = exchange.method();
        if (!method.equals("GET") && !method.equals("HEAD") && !method.equals("POST")) {
            exchange.error(405);
            return;
        }
        if (uri.endsWith("/")) {
            serveIndex(exchange, uri);
        } else {
            serveFile(exchange, uri);
        }
    }

    /** The file of a URI. */
    Path pathOf(Exchange exchange, String uri) throws HttpFault {
        if ((uri + "/").contains("/../")) {
            // A client's path has none left; a text of the configuration with the client's variables may.
            throw new HttpFault(404, "\"" + uri + "\" climbs out of its root");
        }
        String text = ByteText.decode(root.file(exchange, uri));
        try {
            return prefix.resolve(text);
        } catch (InvalidPathException e) {
            throw new HttpFault(404, "\"" + text + "\" is no path");
        }
    }

    /** Files below a folder named by a text. */
    public StaticHandler(Template root, List<Template> index, MimeTypes types, Path prefix) {
        this(root::apply, index, types, prefix, null);
    }

    private void serveIndex(Exchange exchange, String uri) throws HttpFault {
        for (Template template : index) {
            String name = template.apply(exchange);
            String target = name.startsWith("/") ? name : uri + name;
            if (name.startsWith("/") || Files.exists(pathOf(exchange, target))) {
                exchange.routing().redirect(target, exchange.args());
                return;
            }
        }
        Path folder = pathOf(exchange, uri);
        if (Files.isDirectory(folder)) {
            throw new HttpFault(403, "directory index of \"" + folder + "\" is forbidden");
        }
        throw new HttpFault(404, "\"" + folder + "\" is not found");
    }

    private void serveFile(Exchange exchange, String uri) throws HttpFault {
        Path path = pathOf(exchange, uri);
        boolean read = !exchange.method().equals("POST");
        Precompressed.Found beside = precompressed == null || !read ? null : precompressed.find(exchange, path);
        if (beside != null && beside.wanted()) {
            Headers.Builder headers = headersOf(path, beside.facts(), exchange, true).toBuilder();
            serve(exchange, beside, headers.add("Content-Encoding", "gzip").build());
            return;
        }
        BasicFileAttributes facts = attributes(path);
        if (facts.isDirectory()) {
            String args = exchange.args() == null || exchange.args().isEmpty() ? "" : "?" + exchange.args();
            exchange.redirect(301, RequestTarget.escape(uri) + "/" + args);
            return;
        }
        if (!facts.isRegularFile()) {
            throw new HttpFault(404, "\"" + path + "\" is not a regular file");
        }
        if (!read) {
            // Only where there is a file: a form that was sent to nowhere hears 404.
            exchange.error(405);
            return;
        }
        Precompressed.Found plain = new Precompressed.Found(path, facts, true);
        serve(exchange, plain, headersOf(path, facts, exchange, beside != null));
    }

    private static void serve(Exchange exchange, Precompressed.Found file, Headers headers) throws HttpFault {
        // The page of an error and what is part of another page are sent whatever the client knows of them.
        switch (exchange.status() == 0 && !exchange.isAsked()
                ? Preconditions.judge(exchange, headers)
                : Preconditions.Verdict.SEND) {
            case SEND -> send(exchange, file.path(), headers, file.facts().size());
            case UNCHANGED -> {
                Headers unchanged = headers.toBuilder()
                        .remove("Content-Type")
                        .remove("Content-Encoding")
                        .build();
                exchange.begin(ResponseHead.of(304, unchanged), 0).finish();
            }
            case FAILED -> exchange.error(412);
        }
    }

    private static BasicFileAttributes attributes(Path path) throws HttpFault {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            throw new HttpFault(404, "open() \"" + path + "\" failed (2: No such file or directory)");
        } catch (IOException e) {
            throw refused(path, e);
        }
    }

    private static HttpFault refused(Path path, IOException cause) {
        String reason = String.valueOf(cause.getMessage());
        boolean missing = reason.contains("Not a directory") || reason.contains("too long");
        boolean denied = cause instanceof AccessDeniedException || reason.contains("symbolic links");
        return new HttpFault(
                missing ? 404 : denied ? 403 : 500, "open() \"" + path + "\" failed (" + cause.getMessage() + ")");
    }

    /** @param beside whether there is a compressed file of it that is sent, or could be */
    private Headers headersOf(Path path, BasicFileAttributes facts, Exchange exchange, boolean beside) {
        long modified = facts.lastModifiedTime().toInstant().getEpochSecond();
        Headers.Builder headers = Headers.builder();
        String type = types.of(path.toString());
        if (!type.isEmpty()) {
            headers.add("Content-Type", type);
        }
        headers.add("Last-Modified", HttpDate.of(modified));
        if (exchange.location().options().response().etag()) {
            headers.add("ETag", '"' + Long.toHexString(modified) + "-" + Long.toHexString(facts.size()) + '"');
        }
        if (beside && precompressed.varies()) {
            headers.add("Vary", "Accept-Encoding");
        }
        return headers.build();
    }

    private static void send(Exchange exchange, Path path, Headers headers, long size) throws HttpFault {
        FileChannel file;
        try {
            file = FileChannel.open(path, StandardOpenOption.READ);
        } catch (IOException e) {
            throw refused(path, e);
        }
        FileStream stream = new FileStream(exchange, file, path);
        Delivery delivery = exchange.beginFile(ResponseHead.of(200, headers), size);
        if (delivery != null) {
            stream.run(delivery);
        }
    }
}
