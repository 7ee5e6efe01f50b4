package dev.weir.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

class ClientHelloTest {
    private static byte[] hello() throws GeneralSecurityException, SSLException {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName("One.Example")));
        engine.setSSLParameters(parameters);
        engine.beginHandshake();
        ByteBuffer out = ByteBuffer.allocate(20_000);
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    @Test
    void isReadAsSoonAsItIsWhole() throws Exception {
        byte[] bytes = hello();
        for (int length = 1; length < bytes.length; length++) {
            assertNull(ClientHello.read(ByteBuffer.wrap(bytes, 0, length)), length + " bytes");
        }
        ByteBuffer whole = ByteBuffer.wrap(bytes);
        ClientHello hello = ClientHello.read(whole);
        assertEquals("one.example", hello.serverName());
        assertTrue(hello.suites().contains(0x1301));
        assertTrue(HelloNames.suites(hello).contains("ECDHE-RSA-AES128-GCM-SHA256"), HelloNames.suites(hello));
        assertTrue(HelloNames.groups(hello).contains("prime256v1"), HelloNames.groups(hello));
        assertEquals(0, whole.position(), "the engine is to read it too");
    }

    @Test
    void mayComeInManyRecords() throws Exception {
        byte[] bytes = hello();
        ByteBuffer cut = ByteBuffer.allocate(6 * bytes.length);
        for (int i = 5; i < bytes.length; i++) {
            cut.put(new byte[] {22, 3, 1, 0, 1, bytes[i]});
        }
        assertEquals("one.example", ClientHello.read(cut.flip()).serverName());
    }

    @Test
    void nonsenseIsLeftToTheEngine() throws Exception {
        Random random = new Random(6);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = hello.clone();
            for (int j = random.nextInt(8); j >= 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            ClientHello.read(ByteBuffer.wrap(bytes));
        }
        byte[] endless = new byte[40_000];
        Arrays.fill(endless, (byte) 22);
        assertSame(ClientHello.UNREADABLE, ClientHello.read(ByteBuffer.wrap(endless)));
    }

    private final byte[] hello = first();

    private static byte[] first() {
        try {
            return hello();
        } catch (GeneralSecurityException | SSLException e) {
            throw new AssertionError(e);
        }
    }

    /** It ends where the length of the compression methods should be. */
    @Test
    void oneThatEndsInTheMidstIsLeftToTheEngineToo() {
        byte[] bytes = new byte[9 + 2 + 32 + 1 + 2];
        bytes[0] = 22;
        bytes[4] = (byte) (bytes.length - 5);
        bytes[5] = 1;
        bytes[8] = (byte) (bytes.length - 9);
        assertSame(ClientHello.UNREADABLE, ClientHello.read(ByteBuffer.wrap(bytes)));
    }
}
