
// --- the feed: one snapshot a second while somebody looks

const HIDDEN_MILLIS = 5000;   // a glance at another tab is no reason to stop
const SILENT_MILLIS = 6000;
const POLL_MILLIS = 5000;

class Feed {
    constructor(onSnapshot, onState) {
        this.onSnapshot = onSnapshot;
        this.onState = onState;
        this.attempts = 0;
        this.paused = false;
        document.addEventListener("visibilitychange", () => this.onVisibility());
        addEventListener("pagehide", () => this.stop());
        addEventListener("pageshow", event => {
            if (event.persisted) this.start();
        });
        setInterval(() => this.watch(), 1000);
    }

    start() {
        this.stop();
        if (this.paused) return;
        this.since = performance.now();
        const source = this.source = new EventSource("?format=events");
        source.onopen = () => {
            this.attempts = 0;
        };
        source.onmessage = event => this.onMessage(JSON.parse(event.data));
        source.onerror = () => this.onError(source);
    }

    stop() {
        clearTimeout(this.timer);
        this.source?.close();
        this.source = null;
    }

    onMessage(snapshot) {
        this.since = performance.now();
        this.onState("live", "Live");
        this.onSnapshot(snapshot);
    }

    // The browser comes back by itself when the stream ends. When it is refused (too many look, or somebody between
    // allows no streams) there are still snapshots to be had one by one.
    onError(source) {
        if (source !== this.source) return;
        this.onState("wait", "Reconnecting");
        if (source.readyState !== EventSource.CLOSED) return;
        this.stop();
        this.poll();
    }

    async poll() {
        const millis = Math.min(15000, 1000 * 2 ** Math.min(this.attempts++, 4)) * (0.75 + Math.random() / 2);
        try {
            const response = await fetch("?format=json", { cache: "no-store" });
            if (!response.ok) throw new Error(response.status);
            const snapshot = await response.json();
            if (this.paused || this.source) return;
            this.onState("live", "Every 5 s");
            this.onSnapshot(snapshot);
            const refused = this.attempts > 1;
            this.timer = setTimeout(() => refused && this.attempts % 6 ? this.poll() : this.start(), POLL_MILLIS);
        } catch {
            this.onState("lost", "No answer");
            this.timer = setTimeout(() => this.start(), millis);
        }
    }

    // Half of a connection may be gone without either side hearing of it.
    watch() {
        const silent = performance.now() - this.since;
        if (!this.source || document.hidden || silent < SILENT_MILLIS) return;
        this.onState("lost", "Silent");
        if (silent > 3 * SILENT_MILLIS) this.start();
    }

    onVisibility() {
        clearTimeout(this.hiding);
        if (document.hidden) this.hiding = setTimeout(() => this.stop(), HIDDEN_MILLIS);
        else if (!this.source) this.start();
    }

    pause(paused) {
        this.paused = paused;
        if (paused) {
            this.stop();
            this.onState("paused", "Paused");
        } else {
            this.onState("wait", "Connecting");
            this.start();
        }
    }
}
