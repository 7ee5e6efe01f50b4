
// --- traffic by server, location, peer and zone

const FIRST_ROWS = 12;
const MORE_ROWS = 50;
const KINDS = [
    { key: "servers", label: "Servers", rows: s => s.servers, name: row => [row.server] },
    { key: "locations", label: "Locations", rows: s => s.locations, name: row => [row.server, row.location] },
    { key: "peers", label: "Upstreams", rows: s => s.peers, name: row => [row.upstream_name, row.peer] },
];

const zoneKind = zone => ({
    key: `zone ${zone}`, label: zone, name: row => [row.key],
    rows: s => s.zones?.find(each => each.zone === zone)?.series,
});

class TrafficPanel {
    constructor(view) {
        this.view = view;
        this.chosen = kept.get("traffic", "servers");
        this.tabs = new Map();
        this.limit = FIRST_ROWS;
        this.table = new Table($("traffic-table"), this.columns(), row => row.id, { key: "payloadOutRate", down: true },
            () => this.show(this.snapshot));
        $("traffic-find").addEventListener("input", () => this.show(this.snapshot));
        $("traffic-more").addEventListener("click", () => {
            this.limit += MORE_ROWS;
            this.show(this.snapshot);
        });
        $("traffic-tabs").addEventListener("keydown", event => this.onKey(event));
        $("zone").addEventListener("change", () => this.choose(`zone ${$("zone").value}`));
    }

    columns() {
        const number = (key, group, label, style, format, share = false) => ({
            key, group, label, style: `number ${style}`, text: row => format(row[key]), sort: row => row[key],
            title: row => exact(row[key]), share: share ? row => row[key] / this.most[key] : null,
        });
        return [
            { key: "name", label: "Name", style: "name", text: row => row.name, title: row => row.name, sort: row => row.name },
            { ...number("active", null, "Open", "", count), title: row => `${exact(row.opened)} opened since the start` },
            number("messagesInRate", "Messages per second", "from", "in", rate),
            number("messagesOutRate", "Messages per second", "to", "out", rate),
            number("payloadInRate", "Payload per second", "from", "in", byteRate, true),
            number("payloadOutRate", "Payload per second", "to", "out", byteRate, true),
            number("messagesIn", "Messages", "from", "in", count),
            number("messagesOut", "Messages", "to", "out", count),
            number("payloadIn", "Payload", "from", "in", bytes),
            number("payloadOut", "Payload", "to", "out", bytes),
        ];
    }

    kinds(snapshot) {
        const kinds = KINDS.filter(kind => kind.rows(snapshot)?.length);
        return [...kinds, ...(snapshot.zones ?? []).map(zone => zoneKind(zone.zone))];
    }

    show(snapshot) {
        this.snapshot = snapshot;
        const kinds = this.kinds(snapshot);
        $("traffic").hidden = kinds.length === 0;
        if (!kinds.length) return;
        const kind = kinds.find(each => each.key === this.chosen) ?? kinds[0];
        this.showTabs(kinds, kind, snapshot);
        const rows = this.rows(kind, snapshot);
        this.most = Object.fromEntries(["payloadInRate", "payloadOutRate"]
            .map(key => [key, Math.max(1, ...rows.map(row => row[key] ?? 0))]));
        const words = $("traffic-find").value.trim().toLowerCase();
        const found = words ? rows.filter(row => row.name.toLowerCase().includes(words)) : rows;
        const sorted = this.table.sorted(found);
        this.table.show(sorted.slice(0, this.limit));
        const left = sorted.length - this.limit;
        $("traffic-rest").hidden = left <= 0 && found.length > 0;
        $("traffic-more").hidden = left <= 0;
        put($("traffic-left"), found.length === 0 ? `Nothing has "${words}" in its name.` : `${plural(left, "row")} more`);
        this.showZone(kind, snapshot);
    }

    rows(kind, snapshot) {
        const earlier = this.view.history.earlier;
        const id = row => kind.name(row).join("\n");
        const before = new Map(earlier ? (kind.rows(earlier.snapshot) ?? []).map(row => [id(row), row]) : []);
        return kind.rows(snapshot).map(row => {
            const was = before.get(id(row));
            const per = (side, member) => was && Math.max(0, row[side][member] - was[side][member]) / earlier.seconds;
            return {
                id: `${kind.key}\n${id(row)}`, name: kind.name(row).join("  "),
                active: row.connections.active, opened: row.connections.opened,
                messagesIn: row.client.messages, messagesOut: row.upstream.messages,
                payloadIn: row.client.payload_bytes, payloadOut: row.upstream.payload_bytes,
                messagesInRate: per("client", "messages"), messagesOutRate: per("upstream", "messages"),
                payloadInRate: per("client", "payload_bytes"), payloadOutRate: per("upstream", "payload_bytes"),
            };
        });
    }

    // --- which of them: tabs, and for zones a list, since there may be many

    showTabs(kinds, chosen, snapshot) {
        const zones = kinds.filter(kind => kind.key.startsWith("zone "));
        const shown = kinds.filter(kind => !zones.includes(kind)).concat(zones.length ? { key: "zone", label: "Zones" } : []);
        for (const kind of shown) {
            const tab = this.tabs.get(kind.key) ?? this.tab(kind);
            const number = kind.key === "zone" ? zones.length : kind.rows(snapshot).length;
            put(tab.lastChild, count(number));
            const selected = kind.key === chosen.key || kind.key === "zone" && zones.includes(chosen);
            tab.setAttribute("aria-selected", selected);
            tab.tabIndex = selected ? 0 : -1;
            if (selected) $("traffic-panel").setAttribute("aria-labelledby", tab.id);
        }
        $("zone").hidden = !zones.includes(chosen);
        const names = zones.map(zone => zone.label);
        if (names.join("\n") !== [...$("zone").options].map(option => option.value).join("\n")) {
            $("zone").replaceChildren(...names.map(name => el("option", { value: name }, name)));
        }
        if (zones.includes(chosen)) $("zone").value = chosen.label;
    }

    tab(kind) {
        const tab = el("button", { type: "button" }, kind.label, el("span", { className: "count" }));
        tab.setAttribute("role", "tab");
        tab.setAttribute("aria-controls", "traffic-panel");
        tab.id = `tab-${kind.key}`;
        tab.addEventListener("click", () => this.choose(kind.key === "zone" ? `zone ${$("zone").value}` : kind.key));
        this.tabs.set(kind.key, tab);
        $("traffic-tabs").append(tab);
        return tab;
    }

    onKey(event) {
        const tabs = [...$("traffic-tabs").children];
        const here = tabs.indexOf(document.activeElement);
        const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: tabs.length - 1 }[event.key];
        if (here < 0 || to === undefined) return;
        event.preventDefault();
        const tab = tabs[(to + tabs.length) % tabs.length];
        tab.focus();
        tab.click();
    }

    choose(key) {
        this.chosen = key;
        kept.set("traffic", key);
        $("traffic-find").value = "";
        this.limit = FIRST_ROWS;
        this.show(this.snapshot);
    }

    showZone(kind, snapshot) {
        const zone = (snapshot.zones ?? []).find(each => kind.key === `zone ${each.zone}`);
        const beyond = zone?.overflowed ? `, ${count(zone.overflowed)} beyond share "other"` : "";
        put($("traffic-note"), zone?.max ? `${count(zone.keys)} of ${count(zone.max)} keys${beyond}` : "");
    }
}
