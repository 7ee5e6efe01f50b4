package dev.weir.core.ws;

import static dev.weir.core.ws.CloseState.CLOSE_EXCHANGED;
import static dev.weir.core.ws.CloseState.CLOSE_RECEIVED;
import static dev.weir.core.ws.CloseState.CLOSE_SENT;
import static dev.weir.core.ws.CloseState.ENDED;
import static dev.weir.core.ws.CloseState.OPEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CloseStateTest {
    @Test
    void eitherSideMayBegin() {
        assertEquals(CLOSE_SENT, OPEN.onCloseSent());
        assertEquals(CLOSE_EXCHANGED, CLOSE_SENT.onCloseReceived());
        assertEquals(CLOSE_RECEIVED, OPEN.onCloseReceived());
        assertEquals(CLOSE_EXCHANGED, CLOSE_RECEIVED.onCloseSent());
    }

    @ParameterizedTest
    @EnumSource
    void theConnectionMayEndAnyTime(CloseState state) {
        assertEquals(ENDED, state.onConnectionEnded());
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN,            true,  true,  false",
        "CLOSE_SENT,      false, true,  false",
        "CLOSE_RECEIVED,  true,  false, false",
        "CLOSE_EXCHANGED, false, false, true",
        "ENDED,           false, false, false",
    })
    void saysWhatIsAllowed(CloseState state, boolean maySend, boolean mayReceive, boolean clean) {
        assertEquals(maySend, state.maySend());
        assertEquals(mayReceive, state.mayReceive());
        assertEquals(clean, state.isClean());
        if (!maySend) {
            assertThrows(IllegalStateException.class, state::onCloseSent);
        }
        if (!mayReceive) {
            assertThrows(IllegalStateException.class, state::onCloseReceived);
        }
    }
}
