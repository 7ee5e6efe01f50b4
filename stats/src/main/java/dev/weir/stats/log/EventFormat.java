package dev.weir.stats.log;

import dev.weir.config.directive.Refusal;
import dev.weir.config.syntax.Word;
import java.util.List;

/** One {@code ws_log_format}: the event it is for, and its text. */
public record EventFormat(Event event, FormatText format) {

    /** What a line may tell of. */
    enum Event {
        OPEN,
        CLOSE,
        FRAME,
        CLIENT,
        SERVER,
        PROGRESS
    }

    static EventFormat read(List<Word> args) throws Refusal {
        Escape escape = FormatText.escape(args.get(0));
        List<Word> rest = args.subList(escape == null ? 0 : 1, args.size());
        Event event = rest.size() > 1 ? event(rest.get(0)) : null;
        List<Word> text = rest.subList(event == null ? 0 : 1, rest.size());
        if (text.isEmpty()) {
            throw new Refusal(args.get(0), "is not followed by a format", "expected a text, which may be empty");
        }
        FormatText format = new FormatText(escape == null ? Escape.DEFAULT : escape, text);
        return new EventFormat(event == null ? Event.FRAME : event, format);
    }

    private static Event event(Word word) {
        return switch (word.text()) {
            case "open" -> Event.OPEN;
            case "close" -> Event.CLOSE;
            case "frame" -> Event.FRAME;
            case "client" -> Event.CLIENT;
            case "server" -> Event.SERVER;
            case "progress" -> Event.PROGRESS;
            default -> null;
        };
    }
}
