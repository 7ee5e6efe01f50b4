package dev.weir.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.dist.CommandLine.Action;
import dev.weir.dist.CommandLine.Wrong;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    private static final Path HOME = Path.of("/opt/weir");
    private static final Path HERE = Path.of("/home/me");

    private static CommandLine parse(String... arguments) throws Wrong {
        return CommandLine.parse(arguments, HOME, HERE);
    }

    @Test
    void nothingGivenRunsTheDefaultConfigurationOfTheDistribution() throws Wrong {
        CommandLine line = parse();
        assertEquals(Action.RUN, line.action());
        assertEquals(HOME, line.prefix());
        assertEquals(Path.of("/opt/weir/conf/weir.conf"), line.configuration());
        assertEquals(Optional.empty(), line.errorLog());
        assertEquals("", line.globals());
    }

    @Test
    void aRelativePrefixStartsAtTheWorkingFolderAndTheConfigurationAtThePrefix() throws Wrong {
        CommandLine line = parse("-c", "my.conf", "-p", "site");
        assertEquals(Path.of("/home/me/site"), line.prefix());
        assertEquals(Path.of("/home/me/site/my.conf"), line.configuration());
    }

    @Test
    void anAbsoluteConfigurationStandsForItself() throws Wrong {
        assertEquals(
                Path.of("/etc/w.conf"), parse("-p", "site", "-c", "/etc/w.conf").configuration());
    }

    @Test
    void aValueMayBeGluedToItsLetterAndFlagsToEachOther() throws Wrong {
        CommandLine line = parse("-tqc/etc/w.conf", "-gdaemon off;", "-estderr");
        assertEquals(Action.TEST, line.action());
        assertTrue(line.quiet());
        assertTrue(line.isTest());
        assertEquals(Path.of("/etc/w.conf"), line.configuration());
        assertEquals("daemon off;", line.globals());
        assertEquals(Optional.of("stderr"), line.errorLog());
    }

    @ParameterizedTest
    @CsvSource({"stop,TERM", "quit,QUIT", "reopen,USR1", "reload,HUP"})
    void signalsGoByNginxsNames(String name, String posixName) throws Wrong {
        CommandLine line = parse("-s", name);
        assertEquals(Action.SIGNAL, line.action());
        assertEquals(posixName, line.signal().posixName());
    }

    @ParameterizedTest
    @CsvSource({
        "-v,VERSION",
        "-V,BUILD",
        "-h,HELP",
        "-?,HELP",
        "-t,TEST",
        "-T,DUMP",
        "-tv,VERSION",
        "-vh,HELP",
        "-tT,DUMP"
    })
    void theActionThatDoesLeastWins(String argument, Action action) throws Wrong {
        assertEquals(action, parse(argument).action());
    }

    @Test
    void referenceTakesAFolder() throws Wrong {
        CommandLine line = parse("--reference", "docs");
        assertEquals(Action.REFERENCE, line.action());
        assertEquals(Path.of("/home/me/docs"), line.reference());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "-x          | invalid option: \"-x\"; weir -h lists the options",
                "-tx         | invalid option: \"-x\"; weir -h lists the options",
                "start       | invalid option: \"start\"; weir -h lists the options",
                "-           | invalid option: \"-\"; weir -h lists the options",
                "--          | invalid option: \"--\"; weir -h lists the options",
                "``          | invalid option: \"\"; weir -h lists the options",
                "-c          | option \"-c\" requires file name",
                "-e          | option \"-e\" requires file name",
                "-p          | option \"-p\" requires directory name",
                "-g          | option \"-g\" requires parameter",
                "-s          | option \"-s\" requires parameter",
                "-sstart     | invalid option: \"-s start\"; weir -h lists the options",
                "--reference | option \"--reference\" requires directory name",
            })
    void whatMakesNoSenseIsToldInOneLine(String argument, String message) {
        assertEquals(message, assertThrows(Wrong.class, () -> parse(argument)).getMessage());
    }

    @Test
    void anEmptyValueIsNoValue() {
        assertThrows(Wrong.class, () -> parse("-c", ""));
    }
}
