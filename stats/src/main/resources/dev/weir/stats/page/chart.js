
// --- charts: lines over time, drawn by hand because that is less than any library

const TOP = 14;    // room for the label of the highest grid line, in pixels
const BOTTOM = 2;

// The least round number that is not below; zero has a scale, too.
function roundUp(value, least) {
    if (!(value > least)) return least;
    const power = 10 ** Math.floor(Math.log10(value));
    return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map(step => step * power).find(step => step >= value * 0.999);
}

class Chart {
    /** @param about {title, least, axis(value), values: [{key, series, label, show(value)}]}; a value without a series has no line */
    constructor(about, view) {
        this.about = about;
        this.view = view;
        this.lines = about.values.filter(value => value.series);
        this.when = el("span", { className: "when" });
        this.numbers = about.values.map(value => el("b", {}, DASH));
        this.svg = el("svg", { "aria-hidden": "true" });
        this.plot = el("div", { className: "plot", tabIndex: 0 }, this.svg);
        this.plot.setAttribute("role", "slider");
        this.plot.setAttribute("aria-label", `${about.title}: moments`);
        this.plot.setAttribute("aria-roledescription", "chart");
        this.from = el("span");
        this.until = el("span", {}, "now");
        this.element = el("section", { className: "card chart" },
            el("div", { className: "top" }, el("h3", {}, about.title), this.when),
            el("div", { className: "values" }, ...about.values.map((value, i) => this.figure(value, i))),
            this.plot, el("div", { className: "axis", ariaHidden: "true" }, this.from, this.until));
        this.listen();
        new ResizeObserver(() => this.draw()).observe(this.plot);
    }

    figure(value, i) {
        const figure = el("div", { className: "value" }, this.numbers[i], el("span", {}, value.label));
        if (value.series) figure.dataset.series = value.series;
        else figure.classList.add("minor");
        this.numbers[i].id = `now-${value.key}`;
        return figure;
    }

    listen() {
        this.plot.addEventListener("pointermove", event => {
            const box = this.plot.getBoundingClientRect();
            const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
            this.view.point(this.view.now - this.view.width * (1 - share));
        });
        this.plot.addEventListener("pointerleave", () => this.view.point(null));
        this.plot.addEventListener("blur", () => this.view.point(null));
        this.plot.addEventListener("focus", () => this.tell());
        this.plot.addEventListener("keydown", event => this.onKey(event));
    }

    onKey(event) {
        const step = event.shiftKey ? 10 : 1;
        const here = this.view.cursor ?? this.view.now;
        const to = {
            ArrowLeft: here - step, ArrowDown: here - step, ArrowRight: here + step, ArrowUp: here + step,
            PageDown: here - 60, PageUp: here + 60, Home: this.view.now - this.view.width, End: null, Escape: null,
        }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        this.view.point(to === null || to >= this.view.now ? null : Math.max(to, this.view.now - this.view.width));
        this.tell();
    }

    /** For who does not see the chart; not with every snapshot, or nothing else would be heard. */
    tell() {
        const point = this.view.shown;
        const values = this.about.values.map(value => `${value.label} ${value.show(point?.[value.key])}`).join(", ");
        this.plot.setAttribute("aria-valuemin", Math.round(this.view.now - this.view.width));
        this.plot.setAttribute("aria-valuemax", Math.round(this.view.now));
        this.plot.setAttribute("aria-valuenow", Math.round(point?.t ?? this.view.now));
        this.plot.setAttribute("aria-valuetext", `${point ? clock(point.t) : "now"}: ${values}`);
    }

    draw() {
        const { view } = this;
        if (!this.plot.hasAttribute("aria-valuenow")) this.tell();
        const shown = view.shown;
        this.about.values.forEach((value, i) => this.write(this.numbers[i], value.show(shown?.[value.key])));
        put(this.when, view.cursor === null || !shown ? "" : clock(shown.t));
        put(this.from, `${duration(Math.round(view.width))} ago`);
        const box = this.svg.getBoundingClientRect();
        const size = { width: box.width, height: box.height };
        if (!size.width) return;
        this.svg.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
        const points = view.points;
        const highest = Math.max(0, ...this.lines.flatMap(line => points.map(point => point[line.key] ?? 0)));
        const top = roundUp(highest, this.about.least);
        const x = t => size.width * (1 - (view.now - t) / view.width);
        const y = value => size.height - BOTTOM - (size.height - BOTTOM - TOP) * value / top;
        this.svg.replaceChildren(...this.grid(size, top, y),
            ...this.lines.flatMap(line => trace(points, line, x, y)), ...this.cursor(size, shown, x, y));
    }

    // The unit is set smaller than the number, so that the number is what the eye finds.
    write(node, text) {
        if (node.dataset.text === text) return;
        node.dataset.text = text;
        const [number, unit] = text.split(/ (.*)/);
        node.replaceChildren(number, ...(unit ? [el("small", {}, ` ${unit}`)] : []));
    }

    grid(size, top, y) {
        return [0, top / 2, top].flatMap((value, i) => {
            const at = Math.round(y(value)) + 0.5;
            const line = el("line", { class: "grid", x1: 0, x2: size.width, y1: at, y2: at });
            return i === 2 ? [line, el("text", { x: 0, y: at - 4 }, this.about.axis(value))] : [line];
        });
    }

    cursor(size, shown, x, y) {
        if (this.view.cursor === null || !shown) return [];
        const at = Math.round(x(shown.t)) + 0.5;
        const dots = this.lines.filter(line => known(shown[line.key]))
            .map(line => el("circle", { "data-series": line.series, cx: x(shown.t), cy: y(shown[line.key]), r: 3 }));
        return [el("line", { class: "cursor", x1: at, x2: at, y1: TOP - 6, y2: size.height }), ...dots];
    }
}

// The line of one series, its area, and dashes across times of which only the average is known.
function trace(points, { key, series }, x, y) {
    let line = "";
    let gaps = "";
    let area = "";
    let begun = null;
    const close = end => {
        if (begun !== null) area += `L${end} ${y(0).toFixed(1)}L${begun} ${y(0).toFixed(1)}Z`;
        begun = null;
    };
    let end = 0;
    for (const point of points) {
        const value = point[key];
        const at = x(point.t).toFixed(1);
        if (!known(value) || point.fresh) {
            close(end);
            if (!known(value)) continue;
        }
        const height = y(value).toFixed(1);
        if (point.gap) {
            close(end);
            gaps += `M${x(point.from).toFixed(1)} ${height}H${at}`;
        }
        line += `${begun === null ? "M" : "L"}${at} ${height}`;
        area += `${begun === null ? "M" : "L"}${at} ${height}`;
        begun ??= at;
        end = at;
    }
    close(end);
    return [["area", area], ["gap", gaps], ["line", line]].filter(([, path]) => path)
        .map(([name, path]) => el("path", { class: name, "data-series": series, d: path }));
}
