package io.swarmkeeper.web.database;

import io.swarmkeeper.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real PostgreSQL of Debian's packages in a folder of its own, on loopback, for the length of a test class. */
public final class LocalPostgres implements AutoCloseable {

    private final Path folder;
    private final Path programs;
    private final int port;

    private LocalPostgres(Path folder, Path programs, int port) {
        this.folder = folder;
        this.programs = programs;
        this.port = port;
    }

    public static LocalPostgres start() {
        try {
            Path programs = findPrograms();
            Path folder = Files.createTempDirectory("swarmkeeper-postgres");
            run(List.of("chown", "postgres", folder.toString()));
            new LocalPostgres(folder, programs, 0).make();
            return FreePort.with(port -> new LocalPostgres(folder, programs, port).serve());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void make() {
        asPostgres("initdb", "-D", data(), "-A", "trust", "--no-sync");
    }

    private LocalPostgres serve() {
        asPostgres(
                "pg_ctl",
                "-D",
                data(),
                "-l",
                folder.resolve("log").toString(),
                "-o",
                "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=%s -c fsync=off"
                        .formatted(port, folder),
                "-w",
                "-t",
                "240",
                "start");
        return this;
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port);
    }

    @Override
    public void close() {
        asPostgres("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private void asPostgres(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "runuser", "-u", "postgres", "--", programs.resolve(program).toString()));
        command.addAll(List.of(arguments));
        run(command);
    }

    private static void run(List<String> command) {
        try {
            Path output = Files.createTempFile("swarmkeeper-postgres", ".out");
            // pg_ctl's server keeps the descriptors it was given: a pipe would never end, a file does
            Process process = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(300, TimeUnit.SECONDS);
            String said = Files.readString(output, StandardCharsets.UTF_8);
            Files.delete(output);
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException("%s failed: %s".formatted(String.join(" ", command), said));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path findPrograms() throws IOException {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(v -> v.resolve("bin"))
                    .filter(b -> Files.isExecutable(b.resolve("initdb")))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new IllegalStateException("no PostgreSQL server: apt-get install postgresql"));
        }
    }
}
