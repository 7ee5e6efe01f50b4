package dev.weir.core.tls;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;

/**
 * The one place that names the Amazon Corretto Crypto Provider: where that is not there, this class cannot be used.
 *
 * <p>Thread: any; stateless.
 */
final class AwsLc {
    private AwsLc() {}

    /**
     * That provider, which need not be registered.
     *
     * @return null when it has no code for this machine
     * @throws LinkageError when it is not there
     */
    static Provider provider() {
        AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
        return provider.getLoadingError() == null ? provider : null;
    }
}
