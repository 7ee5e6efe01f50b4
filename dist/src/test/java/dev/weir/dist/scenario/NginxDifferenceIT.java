package dev.weir.dist.scenario;

import dev.weir.testkit.CaseFiles;
import dev.weir.testkit.WeirServer;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The same requests to Weir and to nginx, on the same configuration: same statuses, fields and bodies, and the same
 * bytes at the upstream.
 *
 * <p>What nginx answers is kept in the case files, so that Weir is held to it where there is no nginx; where there is
 * one, it is asked again. With {@code -Dcases.update} the files take what nginx says.
 */
class NginxDifferenceIT {
    private static final Path CASES = Path.of("src/test/cases/nginx");

    @TestFactory
    Stream<DynamicTest> nginxStillSaysSo() {
        if (!NginxServer.isInstalled()) {
            return Stream.empty();
        }
        return CaseFiles.in(
                CASES,
                text -> Conversation.of(text).with(configuration -> {
                    NginxServer nginx = NginxServer.start(configuration, Conversation.FILES);
                    return new Conversation.Server(nginx.port(), nginx::close);
                }));
    }

    @TestFactory
    Stream<DynamicTest> weirSaysTheSame() {
        if (System.getProperty("cases.update") != null) {
            // Weir never is the source of what is expected.
            return Stream.empty();
        }
        return CaseFiles.in(
                CASES,
                text -> Conversation.of(text).with(configuration -> {
                    WeirServer.Setup setup = WeirServer.of(configuration);
                    Conversation.FILES.forEach(setup::file);
                    WeirServer weir = setup.modified(Conversation.MODIFIED).start();
                    return new Conversation.Server(weir.port(), weir::close);
                }));
    }
}
