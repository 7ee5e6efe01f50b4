
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

/** The point nearest to a time. */
function nearest(points, time) {
    return points.reduce((best, point) => Math.abs(point.t - time) < Math.abs(best.t - time) ? point : best, points[0]);
}

// Points that lie within the same few seconds become one, whose rates are those of the whole time. The seconds are those
// of the clock, so that what is drawn does not change as it moves on.
function averages(points, seconds) {
    if (seconds <= 1) return points;
    const merged = [];
    let group = [];
    const flush = () => {
        if (group.length) merged.push(average(group));
        group = [];
    };
    for (const point of points) {
        if (point.gap || point.fresh || group.length && Math.floor(group[0].t / seconds) !== Math.floor(point.t / seconds)) flush();
        if (point.gap || point.fresh) merged.push(point);
        else group.push(point);
    }
    flush();
    return merged;
}

function average(group) {
    const last = group.at(-1);
    const whole = last.t - group[0].from;
    const point = { ...last, from: group[0].from };
    for (const name of Object.keys(TOTALS)) {
        point[name] = group.reduce((all, each) => all + each[name] * (each.t - each.from), 0) / whole;
    }
    return point;
}

function histogramsOf(snapshot) {
    const all = { ...snapshot.histograms };
    if (snapshot.push?.latency_seconds?.count) all.push_seconds = snapshot.push.latency_seconds;
    return all;
}
