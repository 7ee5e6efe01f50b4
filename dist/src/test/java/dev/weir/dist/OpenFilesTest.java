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

    @Test
    void someFilesAreNotForClients() {
        assertEquals(500, OpenFiles.connections(500, 1024));
        assertEquals(960, OpenFiles.connections(5000, 1024));
        assertEquals(18_750, OpenFiles.connections(32_768, 20_000));
        assertEquals(1, OpenFiles.connections(500, 20));
        assertEquals(Integer.MAX_VALUE, OpenFiles.connections(Integer.MAX_VALUE, Long.MAX_VALUE));
    }
}
