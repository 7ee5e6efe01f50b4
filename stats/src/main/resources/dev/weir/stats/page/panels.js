
// --- the small panels

const CODES = {
    1000: "normal", 1001: "going away", 1002: "protocol error", 1003: "unsupported data", 1005: "no code",
    1006: "no close frame", 1007: "invalid data", 1008: "policy", 1009: "too big", 1010: "extension missing",
    1011: "internal error", 1012: "restart", 1013: "try again later", 1014: "bad gateway", 4001: "aged",
    none: "no close frame",
};
const CUTS = {
    limit: "no place for them", descriptors: "no descriptors", made_way: "place needed by others",
    tls_timeout: "TLS handshake late", proxy_protocol_timeout: "PROXY header late", header_timeout: "request's head late",
    body_timeout: "request's body late", send_timeout: "answer not taken", min_rate: "less than client_min_rate",
};
const SIDES = ["client", "upstream", "gateway"];

const facts = (list, entries) => {
    const rows = entries.filter(Boolean);
    while (list.children.length > rows.length * 2) list.lastChild.remove();
    rows.forEach(([name, text, warn], i) => {
        const dt = list.children[2 * i] ?? list.appendChild(el("dt"));
        const dd = list.children[2 * i + 1] ?? list.appendChild(el("dd"));
        put(dt, name);
        put(dd, text);
        dd.classList.toggle("warn", Boolean(warn));
    });
};

class Panels {
    constructor() {
        this.opcodes = new Table($("opcodes-table"), [
            { key: "name", label: "Opcode", text: row => row.name },
            { key: "in", label: "from clients", style: "number in", text: row => count(row.in), title: row => exact(row.in),
                share: row => row.shareIn },
            { key: "out", label: "to clients", style: "number out", text: row => count(row.out), title: row => exact(row.out),
                share: row => row.shareOut },
        ], row => row.name);
        this.closes = new Table($("closes-table"), [
            { key: "code", label: "Code", text: row => row.code },
            { key: "name", label: "", style: "soft meaning", text: row => CODES[row.code] ?? "" },
            ...SIDES.map(side => ({ key: side, group: "Closed by", label: side, style: "number",
                text: row => count(row[side] ?? 0), title: row => exact(row[side] ?? 0) })),
        ], row => row.code);
        this.refused = new Table($("handshakes-table"), [
            { key: "reason", label: "Refused because of", text: row => row.reason },
            { key: "count", label: "Times", style: "number bad", text: row => count(row.count),
                title: row => exact(row.count), share: row => row.share },
        ], row => row.reason);
        this.cut = new Table($("clients-table"), [
            { key: "reason", label: "Cut off because of", text: row => row.reason },
            { key: "count", label: "Times", style: "number bad", text: row => count(row.count),
                title: row => exact(row.count), share: row => row.share },
        ], row => row.reason);
        this.workers = new Table($("workers-table"), [
            { key: "worker", label: "No.", text: row => String(row.worker) },
            { key: "websockets", label: "WebSockets", style: "number in", text: row => count(row.websockets),
                title: row => `of ${plural(row.connections, "client connection")}`, share: row => row.share },
            { key: "lag", label: "Lag", style: "number", text: row => short(row.loop_lag_seconds?.last),
                title: row => `The event loop's delay; the longest was ${duration(row.loop_lag_seconds?.max)}` },
            { key: "max", label: "Worst", style: "number", text: row => short(row.loop_lag_seconds?.max) },
            { key: "pool", label: "Buffers", style: "number", text: row => bytes(row.pool_bytes) },
        ], row => String(row.worker));
    }

    show(snapshot, point) {
        this.showOpcodes(snapshot);
        this.showCloses(snapshot.closes);
        this.showHandshakes(snapshot.handshakes);
        this.showClients(snapshot.http);
        this.showLog(snapshot, point);
        this.showWorkers(snapshot.workers);
        this.showServer(snapshot);
    }

    showOpcodes({ client, upstream }) {
        const most = Math.max(1, ...Object.values(client.opcodes), ...Object.values(upstream.opcodes));
        this.opcodes.show(Object.keys(client.opcodes)
            .filter(name => name !== "reserved" || client.opcodes[name] + upstream.opcodes[name] > 0)
            .map(name => ({
                name, in: client.opcodes[name], out: upstream.opcodes[name],
                shareIn: client.opcodes[name] / most, shareOut: upstream.opcodes[name] / most,
            })));
    }

    showCloses(closes) {
        const byCode = new Map();
        for (const { side, code, count: times } of closes) {
            byCode.set(code, { ...byCode.get(code) ?? { code, all: 0 }, [side]: times });
            byCode.get(code).all += times;
        }
        const rows = [...byCode.values()].sort((a, b) => b.all - a.all);
        this.closes.show(rows.slice(0, 9));
        put($("closes-note"), rows.length > 9 ? `the 9 most frequent of ${rows.length} codes` : "");
        $("closes-nothing").hidden = rows.length > 0;
    }

    showHandshakes({ accepted, refused }) {
        const all = sum(refused);
        const rows = Object.entries(refused).filter(([, times]) => times > 0).sort((a, b) => b[1] - a[1])
            .map(([reason, times]) => ({ reason: reason.replaceAll("_", " "), count: times, share: times / all }));
        this.refused.show(rows);
        put($("handshakes-note"), `${count(accepted)} accepted, ${count(all)} refused`);
        $("handshakes-nothing").hidden = rows.length > 0;
    }

    showClients({ accepted, refused, cut }) {
        const times = { ...refused, ...cut };
        const all = sum(times);
        $("clients").hidden = all === 0;
        this.cut.show(Object.entries(times).filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1])
            .map(([reason, n]) => ({ reason: CUTS[reason] ?? reason.replaceAll("_", " "), count: n, share: n / all })));
        put($("clients-note"), `of ${count(accepted)} accepted`);
    }

    showLog({ log, push }, point) {
        const fill = log.ring_size ? log.pending / log.ring_size : 0;
        const bad = log.lost > 0 || log.dropped > 0;
        const state = bad ? "bad" : fill > 0.8 || log.waited > 0 ? "wait" : "good";
        $("log-state").dataset.state = state;
        put($("log-state"), log.lost > 0 ? "Lines lost" : log.dropped > 0 ? "Lines dropped"
            : fill > 0.8 ? "Ring nearly full" : log.waited > 0 ? "Has waited" : "Healthy");
        $("log-ring").dataset.state = fill > 0.8 ? "bad" : fill > 0.5 ? "wait" : "good";
        const bar = $("log-ring").firstChild ?? $("log-ring").appendChild(el("i"));
        bar.style.width = `${(fill * 100).toFixed(2)}%`;
        facts($("log-facts"), [
            ["Ring", `${count(log.pending)} of ${count(log.ring_size)} lines`],
            ["Written", `${count(log.written)} lines${known(point?.written) ? `, ${rate(point.written)}/s` : ""}`],
            ["Waits for room", count(log.waited)],
            ["Dropped", count(log.dropped), log.dropped > 0],
            ["Lost to a failing disk", count(log.lost), log.lost > 0],
            push?.accepted > 0 && ["Pushes", `${count(push.accepted)} accepted, ${count(push.deliveries)} delivered`],
            push?.accepted > 0 && ["Pushes waiting", bytes(push.queued_bytes)],
        ]);
    }

    showWorkers(workers) {
        $("workers").hidden = !workers?.length;
        if (!workers?.length) return;
        const most = Math.max(1, ...workers.map(worker => worker.websockets));
        this.workers.show(workers.map(worker => ({ ...worker, share: worker.websockets / most })));
    }

    showServer(snapshot) {
        const up = snapshot.started ? `up ${duration(Math.max(0, snapshot.now - snapshot.started))}` : "";
        const { generation, live } = snapshot.configuration;
        const reloads = generation > 1 ? `configuration ${generation}${live > 1 ? `, ${live} in use` : ""}` : "";
        const http = `${plural(snapshot.http.requests, "HTTP request")}`;
        put($("facts"), [up, reloads, `${count(snapshot.connections.opened)} WebSockets so far`, http]
            .filter(Boolean).join(" · "));
    }
}
