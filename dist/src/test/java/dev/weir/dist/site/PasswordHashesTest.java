package dev.weir.dist.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes of "password", made by other programs: htpasswd, openssl passwd, perl's crypt. */
class PasswordHashesTest {
    private final PasswordHashes hashes = new PasswordHashes();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{PLAIN}password",
                "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=",
                "{SSHA}yI6cZwQadOA1e+/f+T+H3eCQQhRzYWx0",
                "$apr1$salt$Xxd1irWT9ycqoYxGFn4cb.",
                "$1$salt$qJH7.N4xYta3aEG/dfqo/0",
                "sa3tHJ3/KuYvI",
                "$5$salt$Gcm6FsVtF/Qa77ZKD.iwsJlCVPY0XSMgLJL0Hnww/c1",
                "$6$salt$IxDD3jeSOb5eB1CX5LBsqZFVkJdido3OUILO5Ifz5iwMuTS4XMS130MTSuDDl3aCI6WouIL9AjRbLCelDCy.g.",
                "$2y$05$abcdefghijklmnopqrstuuWG29KuyeAicPCJODk1zjyGvyQUU2awu",
            })
    void knowsThePasswordAndNoOther(String hash) {
        assertTrue(hashes.matches("password", hash));
        assertFalse(hashes.matches("Password", hash));
        assertFalse(hashes.matches("", hash));
        assertEquals(!hash.startsWith("{"), hashes.isSlow(hash));
        assertTrue(hashes.isKnown(hash));
    }

    /** A password without its hash, a locked account, yescrypt as systems have it, extended DES. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "password", "*", "!", "{sha}x", "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$U4SOHmDd", "_J9..rasmBYk8r9"})
    void whatNothingIsKnownOfIsTold(String hash) {
        assertFalse(hashes.isKnown(hash));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "$1$",
                "$apr1$",
                "$2y$",
                "$2y$05$short",
                "$9$a$b",
                "{SSHA}_____wQadOA1e+/f+T+H3eCQQhRzYWx0",
                "{SSHA}Zm9vCg==",
                "{SHA}Zm9vCg==",
                "{SHA}",
                "{SSHA}",
                "password",
            })
    void aBrokenHashMatchesNothing(String hash) {
        assertFalse(hashes.matches("password", hash));
        assertFalse(hashes.matches("1", hash));
    }

    /** As crypt has it: bcrypt looks at 72 bytes. */
    @Test
    void aLongPasswordIsNoFault() {
        assertFalse(hashes.matches("p".repeat(200), "$2y$05$abcdefghijklmnopqrstuuWG29KuyeAicPCJODk1zjyGvyQUU2awu"));
    }
}
