package io.swarmkeeper.engine;

import com.github.dockerjava.transport.SSLConfig;
import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.collector.SwarmUnavailableException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * The docker client's folder of certificates: {@code ca.pem} proves the engine; {@code cert.pem} and {@code key.pem}
 * (PKCS#1, SEC1 or PKCS#8), if there, prove us.
 *
 * @param stamps when each file was last changed, so that renewed ones are noticed
 */
record Certificates(SSLContext context, List<FileTime> stamps) implements SSLConfig {

    private static final List<String> FILES = List.of("ca.pem", "cert.pem", "key.pem");

    Certificates {
        stamps = List.copyOf(stamps);
    }

    @Override
    public SSLContext getSSLContext() {
        return context;
    }

    /** @throws SwarmUnavailableException of reason TLS, naming the file that is missing or wrong */
    static Certificates load(String certPath) throws SwarmUnavailableException {
        Path folder = folder(certPath);
        // before the files are read: one that changes meanwhile is then noticed, not taken for what was read
        List<FileTime> stamps = stamps(folder);
        String authority = read(folder, "ca.pem").orElseThrow(() -> tls("There is no ca.pem in " + folder + ".", null));
        Optional<String> certificate = read(folder, "cert.pem");
        Optional<String> key = read(folder, "key.pem");
        if (certificate.isPresent() != key.isPresent()) {
            throw tls("Only one of cert.pem and key.pem is in " + folder + ".", null);
        }
        try {
            PemSslStoreDetails trust = PemSslStoreDetails.forCertificates(authority);
            PemSslStoreDetails own = certificate.isEmpty()
                    ? null
                    : PemSslStoreDetails.forCertificates(certificate.get()).withPrivateKey(key.orElseThrow());
            SSLContext context = SslBundle.of(new PemSslStoreBundle(own, trust)).createSslContext();
            return new Certificates(context, stamps);
        } catch (RuntimeException e) {
            throw tls("The certificates in %s could not be used: %s.".formatted(folder, rootMessage(e)), e);
        }
    }

    /** True if a file in the folder is not the one that was loaded. */
    boolean areOutdated(String certPath) {
        return !stamps.equals(stamps(folder(certPath)));
    }

    private static Path folder(String certPath) {
        return certPath.isBlank() ? Path.of(System.getProperty("user.home"), ".docker") : Path.of(certPath);
    }

    private static Optional<String> read(Path folder, String name) throws SwarmUnavailableException {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            throw tls("%s could not be read: %s.".formatted(file, e.getMessage()), e);
        }
    }

    private static List<FileTime> stamps(Path folder) {
        List<FileTime> stamps = new ArrayList<>();
        for (String name : FILES) {
            try {
                stamps.add(Files.getLastModifiedTime(folder.resolve(name)));
            } catch (IOException e) {
                stamps.add(FileTime.fromMillis(0));
            }
        }
        return stamps;
    }

    private static String rootMessage(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private static SwarmUnavailableException tls(String found, @Nullable Throwable cause) {
        String advice =
                "Set DOCKER_CERT_PATH to the folder of ca.pem, cert.pem and key.pem that the docker client uses.";
        return cause == null
                ? new SwarmUnavailableException(Reason.TLS, found, advice)
                : new SwarmUnavailableException(Reason.TLS, found, advice, cause);
    }
}
