package dev.weir.stats.count;

/** The statistics as text, byte for byte as the module that Weir replaces prints them. Thread: any. */
final class StatText {
    private StatText() {}

    /** The page, to be written. */
    static StatPage page(CounterBoard board) {
        StatPage page = new StatPage();
        page.then(() -> page.out().append(of(board)));
        return page;
    }

    /** Two spaces stand before the first bar of each heading; there is one line end after each line. */
    static String of(CounterBoard board) {
        return "WebSocket connections: " + board.activeWebSockets() + "\n"
                + "client websocket frames  | client websocket payload | client tcp data\n"
                + board.sum(Counter.FRAMES_IN) + " " + board.sum(Counter.PAYLOAD_IN) + " "
                + board.sum(Counter.BYTES_IN) + "\n"
                + "upstream websocket frames  | upstream websocket payload | upstream tcp data\n"
                + board.sum(Counter.FRAMES_OUT) + " " + board.sum(Counter.PAYLOAD_OUT) + " "
                + board.sum(Counter.BYTES_OUT) + "\n";
    }
}
