package dev.weir.core.tls;

import java.security.AlgorithmParameters;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;

/**
 * An RSA key that shows nobody what is in it, so whoever is given it has to ask for the operation, as with one in a
 * token.
 *
 * <p>Thread: any; immutable.
 */
final class SealedKey implements PrivateKey {
    private static final long serialVersionUID = 1L;

    private final transient PrivateKey inner;
    private final transient Provider provider;

    /**
     * @param inner a key of this provider's kind
     * @param provider does the operations
     */
    SealedKey(PrivateKey inner, Provider provider) {
        this.inner = inner;
        this.provider = provider;
    }

    @Override
    public String getAlgorithm() {
        return "RSA";
    }

    @Override
    public String getFormat() {
        return null;
    }

    @Override
    public byte[] getEncoded() {
        return null;
    }

    /**
     * The operation with such a key, on one block.
     *
     * <p>Thread: whoever has made it.
     */
    static final class Operation extends CipherSpi {
        private final String algorithm;
        private Cipher cipher;

        Operation(String algorithm) {
            this.algorithm = algorithm;
        }

        @Override
        protected void engineInit(int mode, Key key, SecureRandom random) throws InvalidKeyException {
            if (!(key instanceof SealedKey sealed)) {
                throw new InvalidKeyException("not a sealed key");
            }
            try {
                cipher = Cipher.getInstance(algorithm, sealed.provider);
                cipher.init(mode, sealed.inner);
            } catch (NoSuchAlgorithmException | NoSuchPaddingException e) {
                throw new InvalidKeyException(e);
            }
        }

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
                throws InvalidKeyException {
            engineInit(mode, key, random);
        }

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameters parameters, SecureRandom random)
                throws InvalidKeyException {
            engineInit(mode, key, random);
        }

        @Override
        protected byte[] engineDoFinal(byte[] input, int offset, int length)
                throws IllegalBlockSizeException, BadPaddingException {
            return cipher.doFinal(input, offset, length);
        }

        @Override
        protected int engineDoFinal(byte[] input, int offset, int length, byte[] output, int outputOffset)
                throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
            return cipher.doFinal(input, offset, length, output, outputOffset);
        }

        @Override
        protected byte[] engineUpdate(byte[] input, int offset, int length) {
            return cipher.update(input, offset, length);
        }

        @Override
        protected int engineUpdate(byte[] input, int offset, int length, byte[] output, int outputOffset)
                throws ShortBufferException {
            return cipher.update(input, offset, length, output, outputOffset);
        }

        @Override
        protected int engineGetOutputSize(int length) {
            return cipher.getOutputSize(length);
        }

        @Override
        protected int engineGetBlockSize() {
            return 0;
        }

        @Override
        protected byte[] engineGetIV() {
            return null;
        }

        @Override
        protected AlgorithmParameters engineGetParameters() {
            return null;
        }

        @Override
        protected void engineSetMode(String mode) {
            // The name that this is registered under has it.
        }

        @Override
        protected void engineSetPadding(String padding) {
            // As above.
        }
    }
}
