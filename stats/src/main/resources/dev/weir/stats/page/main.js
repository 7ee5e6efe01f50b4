
// --- the page

const CHARTS = [
    { title: "Open connections", least: 5, axis: count, values: [
        { key: "active", series: "in", label: "open", show: wholeCount },
        { key: "opened", label: "opened/s", show: rate },
        { key: "closed", label: "closed/s", show: rate },
    ] },
    { title: "Messages per second", least: 5, axis: rate, values: [
        { key: "messagesIn", series: "in", label: "from clients", show: rate },
        { key: "messagesOut", series: "out", label: "to clients", show: rate },
    ] },
    { title: "Payload per second", least: 100, axis: byteRate, values: [
        { key: "payloadIn", series: "in", label: "from clients", show: byteRate },
        { key: "payloadOut", series: "out", label: "to clients", show: byteRate },
    ] },
    { title: "Handshakes per second", least: 1, axis: rate, values: [
        { key: "opened", series: "in", label: "accepted", show: rate },
        { key: "refused", series: "bad", label: "refused", show: rate },
    ] },
];
const SPANS = [["60", "1 min"], ["300", "5 min"], ["900", "15 min"]];

// What all charts share: the history, the part of it that is shown, and the moment that is pointed at.
class View {
    constructor() {
        this.history = new History();
        this.span = Number(kept.get("span", "300"));
        this.cursor = null;
        this.paused = false;
    }

    get now() {
        return this.history.newest?.t ?? 0;
    }

    /** Seconds that the charts span: the chosen ones, but not much more than there is to be seen. */
    get width() {
        const age = this.now - (this.history.points[0]?.t ?? this.now);
        return Math.min(this.span, Math.max(60, age));
    }

    /** What is drawn: a point for every few pixels, or single events would fill the chart with spikes. */
    get points() {
        const from = this.now - this.width;
        const all = this.history.points;
        const first = all.findIndex(point => point.t >= from);
        return first < 0 ? [] : averages(all.slice(Math.max(0, first - 1)), this.width <= 90 ? 1 : this.width <= 330 ? 3 : 10);
    }

    /** The newest, or what is drawn nearest to the moment that is pointed at. */
    get shown() {
        return this.cursor === null ? this.history.newest : nearest(this.points, this.cursor);
    }

    point(time) {
        this.cursor = time;
        this.charts.forEach(chart => chart.draw());
    }
}

function begin() {
    const setup = JSON.parse($("setup").textContent);
    const view = new View();
    view.closing = new Closing(setup);
    view.charts = CHARTS.map(about => new Chart(about, view));
    $("charts").append(...view.charts.map(chart => chart.element));
    const panels = new Panels();
    const distributions = new Distributions(view);
    const traffic = new TrafficPanel(view);
    new ConnectionsPanel(setup, view);

    let latest = null;
    const paint = () => {
        if (document.hidden || !latest) return;
        view.charts.forEach(chart => chart.draw());
        panels.show(latest, view.history.newest);
        traffic.show(latest);
        distributions.show(latest);
        document.title = `${count(latest.connections.active)} open · ${location.host} · Weir`;
    };
    const onSnapshot = snapshot => {
        const goesOn = view.history.continues(snapshot);
        if (!view.history.add(snapshot, Date.now() / 1000) && latest) return;
        // Long tables do not come with every snapshot.
        latest = goesOn ? { ...latest, ...snapshot } : snapshot;
        paint();
    };
    const feed = new Feed(onSnapshot, (state, text) => {
        $("state").dataset.state = state;
        put($("state"), text);
    });

    put($("host"), location.host);
    view.history.load();
    onSnapshot(JSON.parse($("statistics").textContent));
    choice($("span"), SPANS, String(view.span), value => {
        view.span = Number(value);
        kept.set("span", value);
        paint();
    });
    $("pause").addEventListener("click", () => {
        view.paused = !view.paused;
        $("pause").setAttribute("aria-pressed", view.paused);
        feed.pause(view.paused);
    });
    $("theme").value = kept.get("theme", "auto");
    const dress = () => { document.documentElement.dataset.theme = $("theme").value; };
    $("theme").addEventListener("change", () => {
        kept.set("theme", $("theme").value);
        dress();
    });
    dress();
    document.addEventListener("visibilitychange", paint);
    addEventListener("pagehide", () => view.history.save());
    feed.start();
}

begin();
