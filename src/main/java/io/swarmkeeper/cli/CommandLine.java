package io.swarmkeeper.cli;

import io.swarmkeeper.stackfile.report.FileReport;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.springframework.boot.logging.LoggingSystem;

/** Commands that need no server. Exit codes: 0 well, 1 a finding that fails, 2 bad input, with nothing changed, 3 a fault of ours. */
public final class CommandLine {

    private static final int BAD_INPUT = 2;
    static final int OWN_FAULT = 3;

    /** Variable of the environment that asks for traces. */
    private static final String TRACE = "SWARMKEEPER_TRACE";

    private static final Set<String> COMMANDS = Set.of("review", "optimize", "export", "report");

    private static final Set<String> HELP = Set.of("--help", "-h");
    private static final String VERSION = "--version";

    private static final String USAGE = """
            Usage: java -jar swarmkeeper.jar review FILE [--format text|json|sarif|junit]
                       [--fail-on critical|warning|info|never] [--env-file FILE]
                       [--against DOCKER-HOST|docker|https://SWARMKEEPER [--stack NAME]]
                   java -jar swarmkeeper.jar optimize FILE [--write|--diff] [--only CURE,...]
                       [--without CURE,...] [--env-file FILE] [--storage CLASS=/FOLDER,...]
                       [--measured REPORT.json|https://SERVER [--stack NAME]]
                   java -jar swarmkeeper.jar export STACK [--against DOCKER-HOST|docker]
                   java -jar swarmkeeper.jar report [--against DOCKER-HOST|docker]
                       [--format text|json|markdown|sarif|junit]
                       [--fail-on critical|warning|info|never]
                   java -jar swarmkeeper.jar --version
            Without a command the server starts.
            """;

    private CommandLine() {}

    /** True if the first word is no setting of the server: neither a misspelt command nor a question starts it. */
    public static boolean isCommand(List<String> words) {
        return !words.isEmpty()
                && (!words.getFirst().startsWith("-")
                        || HELP.contains(words.getFirst())
                        || VERSION.equals(words.getFirst()));
    }

    /** Runs against the process's own streams and environment. */
    public static int run(List<String> words) {
        // Nothing is set up for logs here, and everything would go to the terminal.
        LoggingSystem.get(CommandLine.class.getClassLoader()).beforeInitialize();
        PrintStream out = stream(FileDescriptor.out);
        PrintStream err = stream(FileDescriptor.err);
        try {
            return run(words, System.getenv(), out, err);
        } finally {
            // Not closed: what nobody foresaw is still to be told there.
            out.flush();
            err.flush();
        }
    }

    static int run(List<String> words, Map<String, String> environment, PrintStream out, PrintStream err) {
        List<String> rest = words.subList(1, words.size());
        List<String> options = rest.contains("--") ? rest.subList(0, rest.indexOf("--")) : rest;
        if (HELP.contains(words.getFirst()) || options.stream().anyMatch(HELP::contains)) {
            out.print(USAGE);
            return 0;
        }
        if (words.getFirst().equals(VERSION)) {
            out.println("swarmkeeper " + version());
            return 0;
        }
        if (!COMMANDS.contains(words.getFirst())) {
            err.println(
                    "There is no command '%s'; there are review, optimize, export and report. Without one the server starts."
                            .formatted(words.getFirst()));
            err.print(USAGE);
            return BAD_INPUT;
        }
        try {
            int code = switch (words.getFirst()) {
                case "review" -> ReviewCommand.run(rest, environment, version(), out);
                case "optimize" -> OptimizeCommand.run(rest, environment, out, err);
                case "report" -> ReportCommand.run(rest, environment, version(), out);
                default -> ExportCommand.run(rest, environment, out, err);
            };
            if (out.checkError()) {
                err.println("What was to be told could not be written whole: is the disk full, or nobody reading?");
                return BAD_INPUT;
            }
            return code;
        } catch (UsageException e) {
            err.println(FileReport.printable(String.valueOf(e.getMessage())));
            return BAD_INPUT;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            return ownFault(e, environment, err);
        }
    }

    /** Never 1, which a pipeline takes for a finding. The message of a fault may hold a part of the file. */
    private static int ownFault(Throwable fault, Map<String, String> environment, PrintStream err) {
        err.println(
                "This is a fault of Swarmkeeper, not of the file: %s. No file was written by halves. With %s=true the whole trace is told, which may show parts of the file."
                        .formatted(fault.getClass().getSimpleName(), TRACE));
        if ("true".equals(environment.get(TRACE))) {
            fault.printStackTrace(err);
        }
        return OWN_FAULT;
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
    }

    private static String version() {
        Properties build = new Properties();
        try (InputStream stream = CommandLine.class.getResourceAsStream("/META-INF/build-info.properties")) {
            if (stream != null) {
                build.load(stream);
            }
        } catch (IOException e) {
            // The version is a nicety; the report is what was asked for.
            build.clear();
        }
        return build.getProperty("build.version", "0.0.0");
    }
}
