
// --- the question before a connection is closed

const CLOSE_CODES = [1000, 1001, 1008, 1011, 1012, 1013];

class Closing {
    constructor(setup) {
        this.url = setup.connections_url;
        $("closing-codes").append(...CLOSE_CODES.map(code => el("option", { value: code, label: `${code} ${CODES[code]}` })));
        $("closing-form").addEventListener("submit", event => {
            event.preventDefault();
            this.confirm();
        });
        $("closing-no").addEventListener("click", () => $("closing").close());
        $("closing").addEventListener("close", () => this.question.back(this.isDone)?.focus());
    }

    ask(question) {
        this.question = question;
        this.isDone = false;
        put($("closing-title"), question.title);
        put($("closing-yes"), question.verb);
        facts($("closing-facts"), question.facts);
        $("closing-code").value = 1001;
        $("closing-problem").hidden = true;
        $("closing-yes").disabled = false;
        $("closing").showModal();
        // Not on what cannot be undone: whoever presses Enter twice must not have closed anything.
        $("closing-no").focus();
    }

    async confirm() {
        const query = new URLSearchParams(this.question.query);
        query.set("code", $("closing-code").value);
        if ($("closing-reason").value) query.set("reason", $("closing-reason").value);
        $("closing-yes").disabled = true;
        try {
            const response = await fetch(`${this.url}?${query}`, { method: "DELETE" });
            if (!response.ok) throw new Error(await refusal(response));
            this.question.done(await response.json());
            this.isDone = true;
            $("closing").close();
        } catch (problem) {
            $("closing-problem").hidden = false;
            put($("closing-problem"), reproach(problem));
            $("closing-yes").disabled = false;
        }
    }
}
