
// --- distributions: histograms of the server, as they are or without what was before the last minutes

const DISTRIBUTIONS = [
    ["message_size_bytes", "Message size", bytes],
    ["ping_rtt_seconds", "Ping round trip", short],
    ["handshake_seconds", "Handshake", short],
    ["session_seconds", "Session length", short],
    ["push_seconds", "Push until written", short],
];
const SHARES = [0.5, 0.9, 0.99, 0.999];
const PARTS = [["client", "in", "from clients"], ["upstream", "out", "to clients"]];
const PING_PARTS = [["client", "in", "clients"], ["upstream", "out", "upstreams"]];

// Numbers of the single buckets; the one above the last bound comes last.
function inBuckets(histogram, earlier) {
    const totals = h => [...h.buckets.map(bucket => bucket.count), h.count];
    const upTo = totals(histogram);
    const before = earlier ? totals(earlier) : upTo.map(() => 0);
    const since = upTo.map((value, i) => value - (before[i] ?? 0));
    return since.map((value, i) => value - (since[i - 1] ?? 0));
}

// As the server estimates them: values lie evenly within their bucket, those above the last bound at it.
function quantile(bounds, counts, share) {
    const all = sum(counts);
    const rank = share * all;
    let below = 0;
    for (let i = 0; i < bounds.length; i++) {
        if (counts[i] > 0 && below + counts[i] >= rank) {
            const from = i ? bounds[i - 1] : 0;
            return from + (rank - below) / counts[i] * (bounds[i] - from);
        }
        below += counts[i];
    }
    return all ? bounds.at(-1) : NaN;
}

// One number, or one for each direction; what has never been measured gets no room.
const isMeasured = histogram => histogram && (histogram.buckets ? [histogram] : Object.values(histogram)).some(h => h.count > 0);

class Distributions {
    constructor(view) {
        this.view = view;
        this.cards = new Map();
        this.recent = kept.get("since", "start") === "recent";
        choice($("since"), [["start", "Since start"], ["recent", "This span"]], this.recent ? "recent" : "start", value => {
            this.recent = value === "recent";
            kept.set("since", value);
            this.show(this.snapshot);
        });
    }

    show(snapshot) {
        this.snapshot = snapshot;
        const now = histogramsOf(snapshot);
        const earlier = this.recent ? this.view.history.mark(this.view.span)?.histograms : null;
        const present = DISTRIBUTIONS.filter(([name]) => isMeasured(now[name]));
        $("distributions").hidden = present.length === 0;
        for (const [name, title, format] of present) {
            if (!this.cards.has(name)) this.cards.set(name, new Distribution(name, title, format));
            const card = this.cards.get(name);
            if (!card.element.parentNode) $("distribution-cards").append(card.element);
            card.show(now[name], earlier?.[name]);
        }
    }
}

class Distribution {
    constructor(name, title, format) {
        this.name = name;
        this.format = format;
        this.svg = el("svg", { "aria-hidden": "true" });
        this.from = el("span");
        this.until = el("span");
        this.table = null;
        this.axis = el("div", { className: "axis", ariaHidden: "true" }, this.from, this.until);
        this.nothing = el("p", { className: "nothing" }, "Nothing in this span.");
        this.numbers = el("table", { className: "small" }, el("caption", { className: "hidden" }, title));
        this.element = el("section", { className: "card distribution" },
            el("div", { className: "head" }, el("h3", {}, title)), this.svg, this.axis, this.nothing, this.numbers);
        this.element.id = `distribution-${name}`;
    }

    show(histogram, earlier) {
        const parts = histogram.buckets
            ? [{ of: "", series: "in", histogram, earlier }]
            : (this.name === "ping_rtt_seconds" ? PING_PARTS : PARTS).filter(([side]) => histogram[side]?.buckets)
                .map(([side, series, of]) => ({ of, series, histogram: histogram[side], earlier: earlier?.[side] }));
        for (const part of parts) {
            part.counts = inBuckets(part.histogram, part.earlier);
            part.bounds = part.histogram.buckets.map(bucket => bucket.le);
            part.count = sum(part.counts);
            part.mean = (part.histogram.sum - (part.earlier?.sum ?? 0)) / part.count;
            part.quantiles = SHARES.map(share => quantile(part.bounds, part.counts, share));
        }
        const measured = parts.filter(part => part.count > 0);
        this.nothing.hidden = measured.length > 0;
        this.svg.toggleAttribute("hidden", measured.length === 0);
        this.axis.hidden = measured.length === 0;
        this.tell(parts, measured.length > 0);
        if (measured.length) this.draw(measured);
    }

    // One column for each part, one line for each number.
    tell(parts, any) {
        this.table ??= new Table(this.numbers, [
            { key: "name", label: "", style: "soft", text: row => row.name },
            ...parts.map((part, i) => ({ key: part.of, label: part.of, style: `number ${part.series}`, text: row => row.values[i] })),
        ], row => row.name);
        const line = (name, text) => ({ name, values: parts.map(text) });
        this.table.show(any ? [
            line("number", part => count(part.count)),
            ...SHARES.map((share, i) => line(`${share * 100} % up to`, part => this.format(part.quantiles[i]))),
        ] : []);
    }

    draw(parts) {
        const [{ bounds }] = parts;
        const used = bounds.concat(Infinity).map((_, i) => parts.some(part => part.counts[i] > 0));
        const first = Math.max(0, used.indexOf(true) - 1);
        const last = Math.min(bounds.length, used.lastIndexOf(true) + 1);
        const columns = last - first + 1;
        const box = this.svg.getBoundingClientRect();
        const width = box.width / columns;
        const most = Math.max(...parts.flatMap(part => part.counts));
        const bar = (part, i, j) => {
            const height = part.counts[i] ? Math.max(1, (box.height - 4) * part.counts[i] / most) : 0;
            const thick = Math.max(1, (width - Math.min(4, width / 4)) / parts.length);
            const shape = el("rect", { "data-series": part.series, x: (i - first) * width + j * thick,
                y: box.height - height, width: Math.max(1, thick - 0.5), height, rx: 1 });
            shape.append(el("title", {}, `${this.range(bounds, i)}: ${exact(part.counts[i])} ${part.of}`.trim()));
            return shape;
        };
        const shapes = parts.flatMap((part, j) => part.counts.map((_, i) => i).filter(i => i >= first && i <= last && part.counts[i])
            .map(i => bar(part, i, j)));
        this.svg.setAttribute("viewBox", `0 0 ${box.width || 1} ${box.height || 1}`);
        this.svg.replaceChildren(el("line", { x1: 0, x2: box.width, y1: box.height - 0.5, y2: box.height - 0.5 }), ...shapes);
        put(this.from, first ? this.format(bounds[first - 1]) : "0");
        put(this.until, last < bounds.length ? this.format(bounds[last]) : `more than ${this.format(bounds.at(-1))}`);
    }

    range(bounds, i) {
        return i < bounds.length
            ? `${this.format(i ? bounds[i - 1] : 0)} to ${this.format(bounds[i])}`
            : `above ${this.format(bounds.at(-1))}`;
    }
}
