
// --- tables that keep their rows: what is unchanged is left alone, so that focus and selection stay where they are

class Table {
    /**
     * @param columns {key, label, group, style, text(row), title(row), share(row), make(row), sort}: `sort` is the value to
     *     sort by, or true where somebody else sorts; `share` draws a bar behind the number; `make` makes a node once
     * @param key tells rows apart
     */
    constructor(table, columns, key, order = null, onOrder = null) {
        this.table = table;
        this.columns = columns;
        this.key = key;
        this.order = order;
        this.onOrder = onOrder;
        this.rows = new Map();
        this.buttons = new Map();
        this.body = el("tbody");
        table.append(this.header(), this.body);
    }

    header() {
        const head = el("thead");
        if (this.columns.some(column => column.group)) head.append(this.groups());
        const row = el("tr");
        for (const column of this.columns) {
            const cell = el("th", { scope: "col", className: column.style ?? "" });
            column.cell = cell;
            if (column.sort) {
                const button = el("button", { type: "button", className: "sort" }, column.label);
                button.setAttribute("aria-label", [column.group, column.label].filter(Boolean).join(", "));
                button.addEventListener("click", () => this.sortBy(column));
                cell.append(button);
            } else {
                cell.append(column.label);
            }
            row.append(cell);
        }
        head.append(row);
        this.mark();
        return head;
    }

    groups() {
        const row = el("tr");
        for (let i = 0; i < this.columns.length;) {
            const { group } = this.columns[i];
            let next = i + 1;
            while (group && this.columns[next]?.group === group) next++;
            row.append(group
                ? el("th", { scope: "colgroup", className: "group", colSpan: next - i }, group)
                : el("td", { className: "group" }));
            i = next;
        }
        return row;
    }

    sortBy(column) {
        const same = this.order?.key === column.key;
        const textual = !column.style?.includes("number");
        this.order = { key: column.key, down: same ? !this.order.down : !textual };
        this.mark();
        this.onOrder?.();
    }

    mark() {
        for (const column of this.columns) {
            if (column.key === this.order?.key) {
                column.cell.setAttribute("aria-sort", this.order.down ? "descending" : "ascending");
            } else {
                column.cell.removeAttribute("aria-sort");
            }
        }
    }

    sorted(rows) {
        const column = this.columns.find(each => each.key === this.order?.key);
        if (!column) return rows;
        const sign = this.order.down ? -1 : 1;
        const compared = (a, b) => a === b ? 0 : (a ?? -1) < (b ?? -1) ? -1 : 1;
        return rows.map(row => ({ row, by: column.sort(row), key: this.key(row) }))
            .sort((a, b) => sign * compared(a.by, b.by) || compared(a.key, b.key))
            .map(each => each.row);
    }

    show(rows) {
        const old = this.rows;
        this.rows = new Map();
        let before = null;
        for (const row of rows) {
            const key = this.key(row);
            const line = old.get(key) ?? this.line();
            old.delete(key);
            this.rows.set(key, line);
            this.fill(line, row);
            const place = before ? before.nextSibling : this.body.firstChild;
            if (line.element !== place) this.body.insertBefore(line.element, place);
            before = line.element;
        }
        for (const gone of old.values()) gone.element.remove();
        this.table.hidden = rows.length === 0;
    }

    line() {
        const cells = this.columns.map((column, i) => {
            const cell = el(i === 0 ? "th" : "td", { className: column.style ?? "" });
            if (i === 0) cell.scope = "row";
            const bar = column.share ? el("i") : null;
            if (bar) {
                cell.classList.add("barred");
                cell.append(bar);
            }
            const text = document.createTextNode("");
            cell.append(text);
            return { cell, text, bar };
        });
        return { element: el("tr", {}, ...cells.map(({ cell }) => cell)), cells, row: null };
    }

    fill(line, row) {
        const first = line.row === null;
        line.row = row;
        this.columns.forEach((column, i) => {
            const { cell, text, bar } = line.cells[i];
            if (column.make) {
                if (first) cell.append(column.make(() => line.row));
                return;
            }
            const value = column.text(row);
            if (text.data !== value) text.data = value;
            if (column.title) note(cell, column.title(row));
            if (column.key !== "worker") cell.classList.toggle("zero", value === "0" || value === DASH || value === "0 B" || value === "0 B/s");
            if (bar) bar.style.width = `${barred(column.share(row)) * 100}%`;
        });
    }
}

// Less than a pixel or so is no bar but a speck.
function barred(share) {
    return share >= 0.015 ? Math.min(1, share).toFixed(3) : 0;
}
