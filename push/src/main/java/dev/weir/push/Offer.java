package dev.weir.push;

/** What became of a message that was offered to a connection. Thread: any. */
enum Offer {
    QUEUED,
    /** It was not taken, and the connection stays or is closed, as its policy says. */
    FULL,
    /** It was not taken; {@link EndpointProtocol#awaitRoom} tells when to offer it again. */
    WAIT,
    /** The connection takes no more messages. */
    GONE
}
