package dev.weir.dist;

import java.io.PrintStream;

/** What the program says of itself. To standard error, as nginx does. Thread: main. */
final class About {
    private static final String HELP = """
            Usage: weir [-?hvVtTq] [-s signal] [-p prefix]
                        [-e filename] [-c filename] [-g directives]

            Options:
              -?,-h,--help  : this help
              -v            : show version and exit
              -V            : show version and Java runtime, then exit
              -t            : test configuration and exit
              -T            : test configuration, print it and exit
              -q            : say nothing when a tested configuration is good
              -s signal     : send signal to a running Weir: stop, quit, reopen, reload
              -p prefix     : set prefix path (default: %s)
              -e filename   : set error log file (or "stderr")
              -c filename   : set configuration file (default: conf/weir.conf)
              -g directives : set global directives out of configuration file
              --from-nginx f : tell what becomes of each directive of an nginx configuration
              --reference d : write the reference of all directives and variables into folder d
            """;

    private About() {}

    static int help(PrintStream err) {
        version(err);
        err.printf(HELP, Main.home());
        return 0;
    }

    static int version(PrintStream err) {
        err.println("weir version: weir/" + version());
        return 0;
    }

    static int build(PrintStream err) {
        version(err);
        err.println("java: " + System.getProperty("java.vm.name") + " " + Runtime.version());
        err.println("home: " + Main.home());
        return 0;
    }

    /** Of the jar; a build folder has none. */
    static String version() {
        String version = About.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
