package dev.weir.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OpenFilesTest {
    private static final String HEAD = "Limit                     Soft Limit           Hard Limit           Units\n";

    @Test
    void readsTheSoftLimit() {
        String limits = HEAD + "Max processes             95      95      processes\n"
                + "Max open files            20000                20001                files\n";
        assertEquals(20_000, OpenFiles.softLimit(limits));
    }

    @Test
    void noLimitIsVeryMany() {
        assertEquals(Long.MAX_VALUE, OpenFiles.softLimit(HEAD + "Max open files   unlimited  unlimited  files\n"));
        assertEquals(Long.MAX_VALUE, OpenFiles.softLimit(HEAD));
    }
}
