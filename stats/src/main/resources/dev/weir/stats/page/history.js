
// --- what the snapshots say, one after the other

const MOST_SECONDS = 15 * 60;
const RECENT_SECONDS = 5;
const MARK_SECONDS = 5;

const sum = object => Object.values(object ?? {}).reduce((total, value) => total + value, 0);

const TOTALS = {
    opened: s => s.connections.opened,
    closed: s => s.connections.closed,
    refused: s => sum(s.handshakes.refused),
    messagesIn: s => s.client.messages,
    messagesOut: s => s.upstream.messages,
    payloadIn: s => s.client.payload_bytes,
    payloadOut: s => s.upstream.payload_bytes,
    tcpIn: s => s.client.tcp_bytes,
    tcpOut: s => s.upstream.tcp_bytes,
    written: s => s.log.written,
};

// Counters become rates here. A counter that went back, or another start, means that the server began anew: then
// there is nothing to compare with, and no rate for that moment.
class History {
    constructor() {
        this.points = [];   // {t, from, gap, active, and a rate for each of TOTALS}
        this.recent = [];   // snapshots of the last seconds, for rates by series
        this.marks = [];    // histograms every few seconds, for distributions of the last minutes
        this.last = null;
    }

    /** @return false when the snapshot came too soon after the one before to say anything */
    add(snapshot, arrived) {
        const at = snapshot.now ?? arrived;
        const totals = Object.fromEntries(Object.entries(TOTALS).map(([name, of]) => [name, of(snapshot)]));
        const before = this.last;
        if (before && !this.isRestart(before, totals, snapshot) && at - before.at < 0.5) return false;
        if (!before || this.isRestart(before, totals, snapshot)) {
            this.recent = [];
            this.marks = [];
            this.points.push({ t: at, from: at, fresh: true, active: snapshot.connections.active });
        } else {
            this.points.push(this.point(before, totals, at, snapshot));
        }
        this.last = { at, totals, started: snapshot.started };
        this.remember(snapshot, at);
        return true;
    }

    /** Whether the server that says this is the one that spoke before. */
    continues(snapshot) {
        return this.last?.started === snapshot.started;
    }

    isRestart(before, totals, snapshot) {
        return before.started !== snapshot.started || Object.keys(totals).some(name => totals[name] < before.totals[name]);
    }

    point(before, totals, at, snapshot) {
        const seconds = at - before.at;
        const point = { t: at, from: before.at, gap: seconds > 4, active: snapshot.connections.active };
        for (const name of Object.keys(totals)) {
            point[name] = (totals[name] - before.totals[name]) / seconds;
        }
        return point;
    }

    remember(snapshot, at) {
        while (this.points.length && this.points[0].t < at - MOST_SECONDS - 60) this.points.shift();
        if (snapshot.servers) this.recent.push({ at, snapshot });
        while (this.recent.length > 2 && this.recent[1].at <= at - RECENT_SECONDS) this.recent.shift();
        const histograms = histogramsOf(snapshot);
        if (!this.marks.length || at - this.marks.at(-1).at >= MARK_SECONDS) this.marks.push({ at, histograms });
        while (this.marks.length && this.marks[0].at < at - MOST_SECONDS - 60) this.marks.shift();
    }

    get newest() {
        return this.points.at(-1);
    }

    /** The snapshot of some seconds ago and the seconds between; rates of single series are averages over these. */
    get earlier() {
        const [first] = this.recent;
        const seconds = first ? this.recent.at(-1).at - first.at : 0;
        return seconds > 0 ? { snapshot: first.snapshot, seconds } : null;
    }

    /** The last mark that is at least as old; the oldest, where none is. */
    mark(seconds) {
        const until = (this.newest?.t ?? 0) - seconds;
        return this.marks.findLast(mark => mark.at <= until) ?? this.marks[0];
    }

    /** The point nearest to a time. */
    at(time) {
        let low = 0;
        let high = this.points.length - 1;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (this.points[middle].t < time) low = middle + 1;
            else high = middle;
        }
        const point = this.points[low];
        const before = this.points[low - 1];
        return before && time - before.t < point.t - time ? before : point;
    }

    // A page that is loaded anew goes on where it was, unless it is another server by then.
    save() {
        try {
            const points = this.points.slice(-MOST_SECONDS);
            sessionStorage.setItem(this.key, JSON.stringify({ points, last: this.last }));
        } catch {
            // Then the charts begin anew.
        }
    }

    load() {
        try {
            const saved = JSON.parse(sessionStorage.getItem(this.key));
            if (saved && Date.now() / 1000 - saved.last.at < MOST_SECONDS) {
                this.points = saved.points;
                this.last = saved.last;
            }
        } catch {
            // Then the charts begin anew.
        }
    }

    get key() {
        return `weir.history ${location.pathname}`;
    }
}

function histogramsOf(snapshot) {
    const all = { ...snapshot.histograms };
    if (snapshot.push?.latency_seconds?.count) all.push_seconds = snapshot.push.latency_seconds;
    return all;
}
