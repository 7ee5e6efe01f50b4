package dev.weir.core.tls;

import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * OpenSSL's language of cipher lists: {@code ECDHE+AESGCM:HIGH:!aNULL:-AES128}. A word that OpenSSL never had is
 * refused, where OpenSSL ignores it: more likely than not it is a mistake. What it has or had and Java lacks means no
 * suites.
 *
 * <p>Source: openssl-ciphers(1). Thread: the one that builds the configuration.
 */
public final class CipherList {
    private static final Pattern SUITE = Pattern.compile("[A-Z0-9]+(-[A-Z0-9]+)+");
    private static final Pattern CCM = Pattern.compile("TLS_AES_128_CCM(_8)?_SHA256");
    private static final Pattern LEVEL = Pattern.compile("@SECLEVEL=[0-5]");

    /** Words of which this Java may have suites or not, as its own settings allow. */
    private static final Set<String> AT_TIMES =
            Set.of("3DES", "MEDIUM", "TLSv1", "TLSv1.0", "SSLv3", "DHE", "EDH", "kDHE", "kEDH", "RSA", "kRSA", "CBC");

    /** What OpenSSL has, or had, words for and Java no suites. */
    private static final Set<String> UNAVAILABLE = Set.of(
            "CAMELLIA",
            "CAMELLIA128",
            "CAMELLIA256",
            "ARIA",
            "ARIA128",
            "ARIA256",
            "ARIAGCM",
            "SEED",
            "IDEA",
            "RC2",
            "RC4",
            "DES",
            "MD5",
            "EXP",
            "EXPORT",
            "EXPORT40",
            "EXPORT56",
            "LOW",
            "PSK",
            "kPSK",
            "aPSK",
            "kECDHEPSK",
            "kDHEPSK",
            "kRSAPSK",
            "SRP",
            "kSRP",
            "aSRP",
            "AESCCM",
            "AESCCM8",
            "ADH",
            "AECDH",
            "aNULL",
            "eNULL",
            "NULL",
            "aDSS",
            "DSS",
            "aGOST",
            "kGOST",
            "GOST94",
            "GOST89MAC",
            "GOST89",
            "GOST12",
            "GOST2012",
            "aGOST01",
            "aGOST12",
            "kGOST18",
            "TLS13",
            "SSLv2",
            "COMPLEMENTOFALL",
            "ECCdraft",
            "COMPLEMENTOFDEFAULT",
            "kDHr",
            "kDHd",
            "kDH",
            "aDH",
            "kECDHr",
            "kECDHe",
            "kECDH",
            "aECDH",
            "ECDH",
            "DH",
            "SHA1",
            "SHA",
            "SHA256",
            "SHA384",
            "FZA",
            "aFZA",
            "kFZA",
            "eFZA",
            "FIPS",
            "SUITEB128",
            "SUITEB128ONLY",
            "SUITEB192");

    private final List<String> available;
    private final List<String> chosen = new ArrayList<>();
    private final Set<String> banned = new HashSet<>();

    private CipherList(List<String> available) {
        this.available = available;
    }

    /**
     * The suites of TLS 1.2 that a list means, under Java's names, in its order.
     *
     * @throws IllegalArgumentException when a word is not known, or nothing is left
     */
    public static List<String> read(String text) {
        CipherList list = new CipherList(ofThisJava(false));
        for (String element : text.split("[:, ;]+|(?=@)")) {
            if (element.equals("@STRENGTH")) {
                list.chosen.sort(Comparator.comparingInt(CipherList::weakness));
            } else if (!element.isEmpty() && !LEVEL.matcher(element).matches()) {
                list.apply(element);
            }
        }
        if (list.chosen.isEmpty()) {
            throw new IllegalArgumentException("Java has no cipher suite that matches it");
        }
        return List.copyOf(list.chosen);
    }

    /**
     * The suites of TLS 1.3 in a list, which has nothing but names.
     *
     * @throws IllegalArgumentException when a name is not known, or nothing is left
     */
    public static List<String> readModern(String text) {
        List<String> available = ofThisJava(true);
        List<String> chosen = new ArrayList<>();
        for (String name : text.split(":")) {
            if (available.contains(name)) {
                chosen.add(name);
            } else if (!CCM.matcher(name).matches()) {
                throw new IllegalArgumentException("there is no cipher suite of TLS 1.3 named \"" + name + "\"");
            }
        }
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("Java has no cipher suite that matches it");
        }
        return List.copyOf(chosen);
    }

    private static List<String> ofThisJava(boolean modern) {
        try {
            return Arrays.stream(
                            SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites())
                    .filter(suite -> CipherNames.isTls13(suite)
                            ? modern && !suite.endsWith("_SCSV")
                            : !modern && suite.contains("_WITH_"))
                    .toList();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private void apply(String element) {
        char operator = element.charAt(0);
        boolean operated = operator == '!' || operator == '-' || operator == '+';
        List<String> meant = meant(operated ? element.substring(1) : element);
        switch (operator) {
            case '!' -> {
                banned.addAll(meant);
                chosen.removeAll(meant);
            }
            case '-' -> chosen.removeAll(meant);
            case '+' -> {
                List<String> moved = chosen.stream().filter(meant::contains).toList();
                chosen.removeAll(moved);
                chosen.addAll(moved);
            }
            default ->
                meant.stream()
                        .filter(suite -> !banned.contains(suite) && !chosen.contains(suite))
                        .forEach(chosen::add);
        }
    }

    /** The suites that fit all words between plus signs. */
    private List<String> meant(String words) {
        List<String> meant = new ArrayList<>(available);
        for (String word : words.split("\\+")) {
            List<String> fitting =
                    available.stream().filter(suite -> fits(suite, word)).toList();
            if (fitting.isEmpty()
                    && !AT_TIMES.contains(word)
                    && !UNAVAILABLE.contains(word)
                    && !SUITE.matcher(word).matches()
                    && !CipherNames.isTls13(word)) {
                throw new IllegalArgumentException(
                        "there is no cipher suite, nor a word for some, named \"" + word + "\"");
            }
            meant.retainAll(fitting);
        }
        return meant;
    }

    /** Less for longer keys, as OpenSSL puts them in order. */
    private static int weakness(String suite) {
        return suite.contains("_256_") || suite.contains("CHACHA20") ? 0 : suite.contains("_128_") ? 1 : 2;
    }

    private static boolean fits(String suite, String word) {
        String name = CipherNames.openssl(suite);
        return switch (word) {
            case "ALL", "DEFAULT", "PROFILE=SYSTEM" -> true;
            case "HIGH" -> !name.contains("DES-");
            case "MEDIUM", "3DES" -> name.contains("DES-CBC3");
            case "ECDHE", "EECDH", "kECDHE", "kEECDH" -> name.startsWith("ECDHE-");
            case "DHE", "EDH", "kDHE", "kEDH" -> name.startsWith("DHE-");
            case "kRSA", "RSA" -> suite.startsWith("TLS_RSA_");
            case "aRSA" -> suite.contains("RSA_WITH_");
            case "aECDSA", "ECDSA" -> suite.contains("ECDSA_WITH_");
            case "CBC" -> suite.contains("_CBC_");
            case "AES" -> name.contains("AES");
            case "AES128" -> name.contains("AES128");
            case "AES256" -> name.contains("AES256");
            case "AESGCM" -> name.contains("GCM");
            case "CHACHA20" -> name.contains("CHACHA20");
            case "SHA1", "SHA" -> name.endsWith("-SHA");
            case "SHA256", "SHA384" -> !name.contains("GCM") && name.endsWith("-" + word);
            case "TLSv1.2" -> name.contains("CHACHA20") || name.endsWith("-SHA256") || name.endsWith("-SHA384");
            case "TLSv1", "TLSv1.0", "SSLv3" -> name.endsWith("-SHA");
            default -> name.equals(word) || suite.equals(word);
        };
    }
}
