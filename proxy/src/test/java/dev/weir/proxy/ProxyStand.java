package dev.weir.proxy;

import dev.weir.core.http.Exchange;
import dev.weir.core.loop.ManualWorker;
import dev.weir.core.loop.MemoryTransport;
import dev.weir.core.variable.Variables;
import java.util.ArrayList;
import java.util.List;

/** A client in front of a proxy whose upstreams the test plays. */
final class ProxyStand {
    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    final ManualWorker loop = new ManualWorker();
    final List<Exchange> ended = new ArrayList<>();
    MemoryTransport client;

    void serve(String http) {
        Stand stand = new Stand(http, List.of(), List.of(ended::add));
        client = loop.accept(stand.listener().get());
    }

    void ask(String request) {
        client.send(request);
        loop.settle();
    }

    static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: site.example\r\n\r\n";
    }

    String variable(String name) {
        Variables variables = new Variables();
        UpstreamVariables.define(variables);
        return variables.find(name).value(ended.get(ended.size() - 1));
    }
}
