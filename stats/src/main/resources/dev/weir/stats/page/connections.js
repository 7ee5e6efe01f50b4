
// --- the table of connections: one page of rows, fetched when it is looked at

const REFRESH_MILLIS = 3000;
const SLOW_MILLIS = 10000;
// Further down the server does not look; a filter or the other order leads there.
const DEEPEST = 2000;

class ConnectionsPanel {
    constructor(setup, view) {
        this.setup = setup;
        this.view = view;
        this.offset = 0;
        this.visible = false;
        this.closing = new Set();
        this.total = 0;
        if (!setup.connections_url) return;
        $("connections").hidden = false;
        this.table = new Table($("connections-table"), this.columns(), row => String(row.id), { key: "age", down: true },
            () => this.turnTo(0));
        $("connections-find").addEventListener("submit", event => {
            event.preventDefault();
            this.turnTo(0);
        });
        for (const id of ["connections-kind", "connections-idle", "connections-limit"]) {
            $(id).addEventListener("change", () => this.turnTo(0));
        }
        $("connections-q").addEventListener("input", () => this.soon(300, () => this.turnTo(0)));
        $("connections-before").addEventListener("click", () => this.turnTo(this.offset - this.limit));
        $("connections-next").addEventListener("click", () => this.turnTo(this.offset + this.limit));
        $("connections-all").addEventListener("click", () => this.onCloseAll());
        new IntersectionObserver(([entry]) => this.onVisible(entry.isIntersecting)).observe($("connections"));
    }

    columns() {
        const number = (key, label, text, more = {}) => ({ key, label, style: "number", text, sort: true, ...more });
        const columns = [
            { key: "id", label: "Id", text: row => String(row.id), sort: true },
            { key: "remote_addr", label: "Client", style: "name", sort: true,
                text: row => row.remote_port === null ? row.remote_addr : `${row.remote_addr}:${row.remote_port}` },
            { key: "uri", label: "URI", style: "name", text: row => row.uri, sort: true,
                title: row => `${row.uri} at ${row.server}, location ${row.location}` },
            { key: "peer", label: "Upstream", style: "name", sort: true, text: row => row.upstream ?? row.kind,
                title: row => row.upstream_name ?? "" },
            number("age", "Open for", row => short(row.age_seconds), { title: row => `since ${clock(row.opened)}` }),
            number("idle", "Idle", row => short(row.idle_seconds)),
            number("messages", "Messages", row => count(row.client.messages + row.upstream_traffic.messages), {
                title: row => `${exact(row.client.messages)} from the client, ${exact(row.upstream_traffic.messages)} to it` }),
            number("bytes", "Bytes", row => bytes(row.client.tcp_bytes + row.upstream_traffic.tcp_bytes), {
                title: row => `${exact(row.client.tcp_bytes)} from the client, ${exact(row.upstream_traffic.tcp_bytes)} to it` }),
            number("queued", "Queued", row => bytes(row.queued_bytes)),
            number("rtt", "Ping", row => short(row.rtt_seconds)),
            number("worker", "Worker", row => String(row.worker)),
        ];
        if (this.setup.close) columns.push({ key: "act", label: "", style: "act", make: row => this.closeButton(row) });
        return columns;
    }

    closeButton(row) {
        const button = el("button", { type: "button", className: "danger" }, "Close…");
        button.addEventListener("focus", () => button.setAttribute("aria-label", `Close connection ${row().id}`));
        button.addEventListener("click", () => this.onClose(row(), button));
        return button;
    }

    get limit() {
        return Number($("connections-limit").value);
    }

    filter() {
        const query = new URLSearchParams();
        const given = { q: $("connections-q").value.trim(), kind: $("connections-kind").value, idle: $("connections-idle").value };
        for (const [name, value] of Object.entries(given)) {
            if (value) query.set(name, value);
        }
        return query;
    }

    // --- when to ask

    onVisible(visible) {
        this.visible = visible;
        if (visible) this.refresh();
        else clearTimeout(this.timer);
    }

    soon(millis, action) {
        clearTimeout(this.timer);
        this.timer = setTimeout(action, millis);
    }

    turnTo(offset) {
        this.offset = Math.min(Math.max(0, offset), DEEPEST);
        this.refresh();
    }

    // Rows must not move away under the hand that is about to close one.
    isHeld() {
        const body = $("connections-table").tBodies[0];
        return body.matches(":hover") || body.contains(document.activeElement) || $("closing").open;
    }

    tick() {
        if (!document.hidden && !this.view.paused) this.refresh(this.isHeld());
        else this.soon(REFRESH_MILLIS, () => this.tick());
    }

    /** Asks for the page of rows; of two questions only the later one's answer counts. */
    async refresh(held = false) {
        clearTimeout(this.timer);
        this.asking?.abort();
        const asking = this.asking = new AbortController();
        const query = this.filter();
        query.set("limit", this.limit);
        query.set("offset", this.offset);
        query.set("sort", this.table.order.key);
        query.set("order", this.table.order.down ? "desc" : "asc");
        const begun = performance.now();
        try {
            const response = await fetch(`${this.setup.connections_url}?${query}`,
                { signal: asking.signal, cache: "no-store", headers: { Accept: "application/json" } });
            if (!response.ok) throw new Error(await refusal(response));
            this.show(await response.json(), held && this.isHeld());
        } catch (problem) {
            if (asking.signal.aborted) return;
            put($("connections-note"), reproach(problem));
        }
        if (asking.signal.aborted || !this.visible) return;
        // A server that needs long for the list is asked less often.
        const took = performance.now() - begun;
        this.soon(took > 500 ? SLOW_MILLIS : REFRESH_MILLIS, () => this.tick());
    }

    show({ total, matched, offset, connections }, held) {
        this.matched = matched;
        if (!connections.length && offset > 0 && matched > 0) {
            this.turnTo(Math.floor((matched - 1) / this.limit) * this.limit);
            return;
        }
        this.table.show(held ? this.inPlace(connections) : connections);
        for (const [id, line] of this.table.rows) line.element.classList.toggle("closing", this.closing.has(id));
        const filtered = this.filter().size > 0;
        put($("connections-note"), filtered ? `${count(matched)} of ${count(total)} match` : `${count(total)} open`);
        $("connections-nothing").hidden = connections.length > 0;
        put($("connections-nothing"), filtered && total > 0 ? "No connection matches." : "No connection is open.");
        put($("connections-page"), connections.length
            ? `${exact(offset + 1)}–${exact(offset + connections.length)} of ${exact(matched)}` : "");
        $("connections-before").disabled = offset === 0;
        $("connections-next").disabled = offset + connections.length >= matched || offset >= DEEPEST;
        $("connections-all").hidden = !this.setup.close || !filtered || matched === 0;
    }

    /** The rows that are shown, where they are, with what is new of them. */
    inPlace(connections) {
        const fresh = new Map(connections.map(row => [String(row.id), row]));
        return [...this.table.rows].map(([id, line]) => fresh.get(id) ?? line.row);
    }

    // --- closing

    onClose(row, button) {
        this.view.closing.ask({
            title: `Close connection ${row.id}?`,
            facts: [["Client", row.remote_addr], ["URI", row.uri], ["Upstream", row.upstream ?? row.kind],
                ["Open for", duration(row.age_seconds)],
                ["Messages", count(row.client.messages + row.upstream_traffic.messages)]],
            query: new URLSearchParams({ id: row.id }),
            verb: "Close it",
            done: answer => this.onClosed(row, answer),
            // The row of what is closed goes away, and with it the button.
            back: done => done || !button.isConnected ? $("connections-table").parentNode : button,
        });
    }

    onClosed(row, { closing }) {
        this.closing.add(String(row.id));
        say(closing > 0 ? `Connection ${row.id} is closing.` : `Connection ${row.id} has closed already.`);
        this.soon(250, () => this.refresh(true));
    }

    onCloseAll() {
        this.view.closing.ask({
            title: `Close ${plural(this.matched, "connection")}?`,
            facts: [...this.filter()].map(([name, value]) => [{ q: "Contains", kind: "Kind", idle: "Idle for" }[name], value]),
            query: this.filter(),
            verb: "Close all",
            done: answer => {
                say(`${plural(answer.closing ?? 0, "connection")} closing.`);
                this.soon(500, () => this.turnTo(0));
            },
            back: () => $("connections-q"),
        });
    }
}
