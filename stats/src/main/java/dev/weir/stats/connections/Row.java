package dev.weir.stats.connections;

import dev.weir.core.http.Exchange;
import dev.weir.core.ws.SessionFacts;
import dev.weir.core.ws.WsSession;

/**
 * One connection as it was at one moment.
 *
 * @param openedNanos clock reading at the 101
 * @param openedMillis the same by the wall clock, since 1970
 * @param idleNanos since the last byte of either side
 * @param upstream the upstream as {@code proxy_pass} names it; null for an endpoint
 * @param peer the address of its server; null for an endpoint
 * @param rttNanos -1 when unknown
 */
record Row(
        long id,
        String kind,
        String remoteAddress,
        int remotePort,
        String server,
        String location,
        String path,
        String upstream,
        String peer,
        int worker,
        long openedNanos,
        long openedMillis,
        long ageNanos,
        long idleNanos,
        Traffic client,
        Traffic fromUpstream,
        long queuedBytes,
        long rttNanos) {

    /** What one side has sent. */
    record Traffic(long frames, long messages, long payloadBytes, long bytes) {}

    /** Takes a connection down. Thread: its worker. */
    static Row of(WsSession session, Traits traits, long nowNanos) {
        Exchange exchange = session.exchange();
        SessionFacts facts = session.facts();
        return new Row(
                exchange.connection().id(),
                traits.kind(session),
                traits.remoteAddress(session),
                exchange.peering().remotePort(),
                traits.server(session),
                traits.location(session),
                traits.path(session),
                traits.upstream(session),
                traits.peer(session),
                exchange.worker().index(),
                facts.openedNanos,
                exchange.startWallMillis() + (facts.openedNanos - exchange.startNanos()) / 1_000_000,
                nowNanos - facts.openedNanos,
                nowNanos - session.lastActiveNanos(),
                new Traffic(facts.framesIn, facts.messagesIn, facts.payloadIn, facts.bytesIn),
                new Traffic(facts.framesOut, facts.messagesOut, facts.payloadOut, facts.bytesOut),
                session.queuedBytes(),
                facts.rttNanos);
    }

    long frames() {
        return client.frames + fromUpstream.frames;
    }

    long messages() {
        return client.messages + fromUpstream.messages;
    }

    long payloadBytes() {
        return client.payloadBytes + fromUpstream.payloadBytes;
    }

    long bytes() {
        return client.bytes + fromUpstream.bytes;
    }
}
