
// --- numbers and elements

const $ = id => document.getElementById(id);
const DASH = "–";
const GROUPED = new Intl.NumberFormat("en");
const PREFIXES = ["", "k", "M", "G", "T", "P"];

// Three digits are enough to compare by; the exact number is in the title.
function scaled(value, base = 1000) {
    let power = 0;
    let left = Math.abs(value);
    while (left >= 999.5 && power < PREFIXES.length - 1) {
        left /= base;
        power++;
    }
    const digits = left >= 99.95 || (power === 0 && Number.isInteger(left)) ? 0 : left >= 9.995 ? 1 : 2;
    return { number: (value < 0 ? "-" : "") + left.toFixed(digits), prefix: PREFIXES[power] };
}

const known = value => typeof value === "number" && Number.isFinite(value);

function count(value) {
    if (!known(value)) return DASH;
    if (Math.abs(value) < 10000) return GROUPED.format(Math.round(value));
    const { number, prefix } = scaled(value);
    return prefix ? `${number} ${prefix}` : number;
}

// The number that the eye looks for first is told to the last digit.
const wholeCount = value => known(value) && Math.abs(value) < 1e6 ? GROUPED.format(value) : count(value);

// Seconds are never quite whole, so the last digits of small rates would say nothing.
function rate(value) {
    if (!known(value)) return DASH;
    if (value > 0 && value < 0.005) return "<0.01";
    if (value < 99.95) return String(Number(value.toFixed(value < 0.995 ? 2 : 1)));
    const { number, prefix } = scaled(value);
    return prefix ? `${number} ${prefix}` : number;
}

function bytes(value) {
    if (!known(value)) return DASH;
    const { number, prefix } = scaled(value);
    return `${prefix || number.includes(".") ? number : Math.round(value)} ${prefix}B`;
}

const byteRate = value => known(value) ? `${bytes(value)}/s` : DASH;
const exact = value => known(value) ? GROUPED.format(value) : "";

// A time from nanoseconds to years, in the unit or two that say most.
function duration(seconds) {
    if (!known(seconds)) return DASH;
    if (seconds === 0) return "0 s";
    if (seconds < 1e-3) return `${scaled(seconds * 1e6).number} µs`;
    if (seconds < 0.9995) return `${scaled(seconds * 1e3).number} ms`;
    if (seconds < 60) return `${scaled(seconds).number} s`;
    const units = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
    const first = units.findIndex(([, size]) => seconds >= size);
    const [name, size] = units[first];
    const rest = Math.floor(seconds % size / (units[first + 1]?.[1] ?? 1));
    return `${Math.floor(seconds / size)} ${name}${rest ? ` ${rest} ${units[first + 1][0]}` : ""}`;
}

// The same in one unit, for tables.
function short(seconds) {
    if (!known(seconds) || seconds < 60) return duration(seconds);
    const [name, size] = [["d", 86400], ["h", 3600], ["min", 60]].find(unit => seconds >= 2 * unit[1]) ?? ["min", 60];
    return `${scaled(seconds / size).number} ${name}`;
}

const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;
const clock = at => new Date(at * 1000).toLocaleTimeString([], { hour12: false });

// Texts only: nothing that came over the network is ever read as markup.
function el(name, properties = {}, ...children) {
    const made = name === "svg" || SHAPES.has(name)
        ? document.createElementNS("http://www.w3.org/2000/svg", name)
        : document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
        if (key in made && !SHAPES.has(name) && name !== "svg") made[key] = value;
        else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
}

const SHAPES = new Set(["path", "line", "rect", "circle", "text", "title", "g"]);

function put(node, text) {
    if (node.textContent !== text) node.textContent = text;
}

function note(node, text) {
    if (node.title !== text) node.title = text;
}

// One of a few, as radio buttons that look like a switch.
function choice(fieldset, options, chosen, onChoice) {
    for (const [value, label] of options) {
        const input = el("input", { type: "radio", name: fieldset.id, value, checked: value === chosen });
        input.addEventListener("change", () => onChoice(value));
        fieldset.append(el("label", {}, input, label));
    }
}

// What the reader chose last time; a browser that keeps nothing is asked for nothing.
const kept = {
    get(key, otherwise) {
        try {
            return localStorage.getItem(`weir.${key}`) ?? otherwise;
        } catch {
            return otherwise;
        }
    },
    set(key, value) {
        try {
            localStorage.setItem(`weir.${key}`, value);
        } catch {
            // The choice holds until the page is left.
        }
    },
};

function say(text) {
    $("said").textContent = text;
}

// What a server says of a request that it refuses; its own words where it has any, and not a whole page of HTML.
async function refusal(response) {
    const words = response.headers.get("Content-Type")?.startsWith("text/html") ? "" : await response.text();
    return words.trim().slice(0, 200) || `The server refuses with ${response.status}.`;
}

const reproach = problem => problem instanceof TypeError ? "The server does not answer." : problem.message;
