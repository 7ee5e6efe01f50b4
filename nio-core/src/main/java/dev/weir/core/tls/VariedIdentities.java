package dev.weir.core.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Certificates and keys whose names hold variables, read when a handshake needs them. As with nginx, the worker waits
 * for the disk.
 *
 * <p>Thread: any.
 */
public final class VariedIdentities {
    private static final String CHAIN = "certificate ";
    private static final String KEY = "key ";
    private static final int MOST = 1000;

    private final TlsFiles files;
    private final List<String> passwords;
    private final PemMemory memory;
    private final Recent<Names, Identity> checked = new Recent<>(MOST);

    private record Names(String certificate, String key) {}

    /**
     * @param passwords are tried on encrypted keys
     * @param memory keeps what was read; encrypted keys are never kept
     */
    public VariedIdentities(TlsFiles files, List<String> passwords, PemMemory memory) {
        this.files = files;
        this.passwords = List.copyOf(passwords);
        this.memory = memory;
    }

    /**
     * What certificates and keys of so many names are now.
     *
     * @throws IllegalArgumentException when one is not to be had; the message says why
     */
    public List<Identity> load(List<String> certificates, List<String> keys) {
        List<Identity> identities = new ArrayList<>(certificates.size());
        for (int i = 0; i < certificates.size(); i++) {
            identities.add(load(new Names(certificates.get(i), keys.get(i))));
        }
        return identities;
    }

    private Identity load(Names names) {
        try {
            return read(names);
        } catch (KeyMismatch e) {
            // One of the two files may have been replaced, and the other still be remembered.
            memory.forget(CHAIN + names.certificate);
            memory.forget(KEY + names.key);
            return read(names);
        }
    }

    private Identity read(Names names) {
        List<X509Certificate> chain = memory.value(
                CHAIN + names.certificate,
                () -> files.text(names.certificate),
                text -> TlsFiles.chain(text, names.certificate));
        PrivateKey key = key(names.key);
        Identity known = checked.get(names);
        if (known != null && known.key() == key && known.chain() == chain) {
            return known;
        }
        Identity identity = TlsFiles.identity(key, chain);
        checked.put(names, identity);
        return identity;
    }

    private PrivateKey key(String name) {
        boolean[] encrypted = new boolean[1];
        PrivateKey key = memory.value(KEY + name, () -> files.text(name), text -> {
            encrypted[0] = TlsFiles.isEncrypted(text);
            return TlsFiles.key(text, name, passwords);
        });
        if (encrypted[0]) {
            memory.forget(KEY + name);
        }
        return key;
    }
}
