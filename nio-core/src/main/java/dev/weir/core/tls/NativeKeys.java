package dev.weir.core.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import javax.crypto.Cipher;

/**
 * Private keys with which AWS-LC signs, by the Amazon Corretto Crypto Provider, when that lies beside Weir's own
 * libraries; why is told in docs/decisions/0019-tls.md.
 *
 * <p>Both engines ask the registered providers who can sign with a key. So this one is registered, before the others;
 * it answers for the keys that it has given out, and for none besides.
 *
 * <p>Thread: any; immutable.
 */
final class NativeKeys extends Provider {
    /** Null when there is none, or none for this machine. */
    static final NativeKeys PROVIDER = find();

    private static final long serialVersionUID = 1L;

    private final transient Provider source;

    private NativeKeys(Provider source) {
        super("WeirKeys", "1", "signatures of " + source.getInfo());
        this.source = source;
        for (Service service : source.getServices()) {
            if (service.getType().equals("Signature")) {
                putService(new Lent(service));
            }
        }
        putService(new Sealed("RSA/ECB/NoPadding"));
        putService(new Sealed("RSA/ECB/PKCS1Padding"));
    }

    private static NativeKeys find() {
        try {
            Provider source = AwsLc.provider();
            if (source == null) {
                return null;
            }
            NativeKeys found = new NativeKeys(source);
            Security.insertProviderAt(found, 1);
            return found;
        } catch (LinkageError absent) {
            return null;
        }
    }

    /** A key as Java's TLS signs with it best. */
    static PrivateKey forJava(PrivateKey key) {
        try {
            return PROVIDER == null ? key : PROVIDER.adopt(key);
        } catch (GeneralSecurityException unknown) {
            return key;
        }
    }

    /**
     * A key as {@link NativeTls} signs with it best: that is as fast as this with all but RSA.
     *
     * @throws GeneralSecurityException when it cannot take such a key
     */
    static PrivateKey forNativeTls(Identity identity) throws GeneralSecurityException {
        PrivateKey key = identity.key();
        if (PROVIDER != null && identity.certificate().getPublicKey() instanceof RSAPublicKey opposite) {
            PrivateKey sealed = PROVIDER.sealed(key, opposite);
            if (sealed != null) {
                return sealed;
            }
        }
        // A key of its own kind is taken as it is, every other one is read anew for each handshake.
        return (PrivateKey)
                KeyFactory.getInstance(key.getAlgorithm(), NativeTls.PROVIDER).translateKey(key);
    }

    /** Not by translating it, which would make a key that the first who has used it may destroy. */
    private PrivateKey adopt(PrivateKey key) throws GeneralSecurityException {
        return KeyFactory.getInstance(key.getAlgorithm(), source)
                .generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
    }

    /**
     * One for which it is tried whether an operation finds its way here: not every Java takes providers that nobody has
     * signed. Null when it does not.
     */
    private PrivateKey sealed(PrivateKey key, RSAPublicKey opposite) {
        byte[] probe = new byte[(opposite.getModulus().bitLength() + 7) / 8];
        probe[probe.length - 1] = 2;
        try {
            PrivateKey sealed = new SealedKey(adopt(key), source);
            Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, sealed);
            BigInteger signed = new BigInteger(1, cipher.doFinal(probe));
            boolean works = signed.modPow(opposite.getPublicExponent(), opposite.getModulus())
                    .equals(BigInteger.TWO);
            return works ? sealed : null;
        } catch (GeneralSecurityException | SecurityException closed) {
            return null;
        }
    }

    /** Of a provider that so need not be registered itself, where everybody would use it for everything. */
    private final class Lent extends Service {
        private final Service lender;

        Lent(Service lender) {
            super(NativeKeys.this, lender.getType(), lender.getAlgorithm(), lender.getClassName(), null, null);
            this.lender = lender;
        }

        @Override
        public boolean supportsParameter(Object key) {
            return key.getClass().getPackage() == source.getClass().getPackage();
        }

        @Override
        public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            return lender.newInstance(parameter);
        }
    }

    private final class Sealed extends Service {
        Sealed(String algorithm) {
            super(NativeKeys.this, "Cipher", algorithm, SealedKey.Operation.class.getName(), null, null);
        }

        @Override
        public boolean supportsParameter(Object key) {
            return key instanceof SealedKey;
        }

        @Override
        public Object newInstance(Object parameter) {
            return new SealedKey.Operation(getAlgorithm());
        }
    }
}
