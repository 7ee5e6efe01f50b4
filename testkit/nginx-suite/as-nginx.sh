#!/bin/sh
# Weir as nginx's test suite calls it: what the suite reads from -V is answered here, all else by Weir. OpenSSL is named
# because files ask for a version of it; Weir's TLS is Java's. HTTP/2 is named
# though Weir has none: proxy_connection_headers asks for it, and what it tries by it fails with nginx 1.29 too (TODO).
for argument; do
    if [ "$argument" = -V ]; then
        echo "nginx version: nginx/1.29.0" >&2
        echo "built with OpenSSL 3.0.0 7 sep 2021" >&2
        echo "TLS SNI support enabled" >&2
        echo "configure arguments: --with-http_realip_module --with-http_auth_request_module --with-http_stub_status_module" \
            "--with-http_v2_module --with-http_ssl_module" \
            "--without-http_charset_module --with-http_gzip_static_module" \
            "--without-http_referer_module" \
            "--without-http_fastcgi_module --without-http_uwsgi_module --without-http_scgi_module" \
            "--without-http_grpc_module --without-http_memcached_module --without-http_autoindex_module" \
            "--without-http_userid_module --without-http_empty_gif_module --without-http_browser_module" \
            "--without-http-cache" >&2
        exit 0
    fi
done
exec "$WEIR" "$@"
