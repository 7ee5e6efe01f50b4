/**
 * TLS as one more transport: a connection's protocols neither know nor care that their bytes travel encrypted. The
 * engine is the JDK's; certificates, keys and names of ciphers are read as nginx and OpenSSL write them.
 */
package dev.weir.core.tls;
