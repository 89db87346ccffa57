package io.swarmkeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.swarmkeeper.collector.SwarmUnavailableException;
import io.swarmkeeper.collector.SwarmUnavailableException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tcp:// with the docker client's certificates, against a server that wants one from us as an engine does. */
class EngineTlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String ADDRESS = "127.0.0.1";

    @TempDir
    static Path folder;

    private static KeyStore keys;
    private HttpsServer server;

    @BeforeAll
    static void makeCertificates() throws Exception {
        make("ca", "-ext", "bc:critical=ca:true");
        make("stranger", "-ext", "bc:critical=ca:true");
        make("good", "-signer", "ca", "-ext", "san=ip:" + ADDRESS);
        make("elsewhere", "-signer", "ca", "-ext", "san=dns:elsewhere.example");
        make("expired", "-signer", "ca", "-ext", "san=ip:" + ADDRESS, "-startdate", "-30d", "-validity", "1");
        make("client", "-signer", "ca");
        make("intruder", "-signer", "stranger");
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("keys.p12"))) {
            keys.load(in, PASSWORD);
        }
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    @Test
    void theRightCertificatesAreSpokenWith() throws Exception {
        serve("good");
        assertThat(failure(certificates("ca", "client"))).isNull();
    }

    @Test
    void anOlderKeyFormIsRead() throws Exception {
        serve("good");
        Path old = certificates("ca", "client");
        byte[] pkcs8 = keys.getKey("client", PASSWORD).getEncoded();
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length); // RSA 2048: the wrapping is 26 bytes long
        Files.writeString(old.resolve("key.pem"), pem("RSA PRIVATE KEY", pkcs1));
        assertThat(failure(old)).isNull();
    }

    @Test
    void anEngineOfAnotherAuthorityAnotherNameOrAnOldDateIsNotTrusted() throws Exception {
        serve("good");
        SwarmUnavailableException otherAuthority = failure(certificates("stranger", "client"));
        assertThat(otherAuthority.reason()).isEqualTo(Reason.TLS);
        assertThat(otherAuthority.found()).contains("is signed by nobody in our ca.pem");
        server.stop(0);
        serve("elsewhere");
        SwarmUnavailableException otherName = failure(certificates("ca", "client"));
        assertThat(otherName.reason()).isEqualTo(Reason.TLS);
        assertThat(otherName.found()).contains(ADDRESS).contains("is for another host");
        server.stop(0);
        serve("expired");
        SwarmUnavailableException expired = failure(certificates("ca", "client"));
        assertThat(expired.reason()).isEqualTo(Reason.TLS);
        assertThat(expired.found()).contains("is not valid today");
        assertThat(expired.advice()).contains("dates");
    }

    @Test
    void anEngineThatDoesNotTrustUsSaysSo() throws Exception {
        serve("good");
        assertThat(failure(certificates("ca", "intruder")).reason()).isIn(Reason.TLS, Reason.REFUSED);
        Path without = certificates("ca", "client");
        Files.delete(without.resolve("cert.pem"));
        Files.delete(without.resolve("key.pem"));
        assertThat(failure(without).reason()).isIn(Reason.TLS, Reason.REFUSED);
    }

    @Test
    void missingAndBrokenFilesAreNamed() throws Exception {
        serve("good");
        Path folder = certificates("ca", "client");
        Files.delete(folder.resolve("key.pem"));
        assertThat(failure(folder).found()).contains("Only one of cert.pem and key.pem");
        Files.writeString(folder.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\noops\n-----END PRIVATE KEY-----\n");
        assertThat(failure(folder).reason()).isEqualTo(Reason.TLS);
        Files.delete(folder.resolve("ca.pem"));
        assertThat(failure(folder).found()).contains("no ca.pem");
    }

    @Test
    void renewedCertificatesAreTakenUpWhenReconnecting() throws Exception {
        serve("good");
        Path folder = certificates("stranger", "client");
        try (EngineClient client = client(folder)) {
            assertThat(catchThrowableOfType(SwarmUnavailableException.class, client::connect)
                            .reason())
                    .isEqualTo(Reason.TLS);
            Path renewed = certificates("ca", "client");
            Files.copy(renewed.resolve("ca.pem"), folder.resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(
                    folder.resolve("ca.pem"), FileTime.from(Instant.now().plusSeconds(5)));
            assertThat(client.connect()).isEqualTo(new ApiVersion(1, 41));
        }
    }

    @Test
    void plainToATlsPortIsExplained() throws Exception {
        serve("good");
        try (EngineClient client = new EngineClient(settings("", ""))) {
            SwarmUnavailableException failure = catchThrowableOfType(SwarmUnavailableException.class, client::connect);
            assertThat(failure).isNotNull();
            assertThat(failure.found()).contains(ADDRESS);
        }
    }

    private SwarmUnavailableException failure(Path certificates) {
        try (EngineClient client = client(certificates)) {
            return catchThrowableOfType(SwarmUnavailableException.class, client::connect);
        }
    }

    private EngineClient client(Path certificates) {
        return new EngineClient(settings("1", certificates.toString()));
    }

    private EngineSettings settings(String verify, String certificates) {
        return new EngineSettings(
                "tcp://%s:%d".formatted(ADDRESS, server.getAddress().getPort()),
                verify,
                certificates,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                2,
                Optional.empty());
    }

    private void serve(String alias) throws Exception {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry("server", keys.getKey(alias, PASSWORD), PASSWORD, keys.getCertificateChain(alias));
        KeyManagerFactory identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        identity.init(own, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", keys.getCertificate("ca"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
        server = HttpsServer.create(new InetSocketAddress(ADDRESS, 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = context.getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        server.createContext("/_ping", exchange -> {
            exchange.getResponseHeaders().add("Api-Version", "1.41");
            byte[] body = "OK".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    /** A folder as DOCKER_CERT_PATH names it. */
    private static Path certificates(String authority, String client) throws Exception {
        Path certificates = Files.createTempDirectory(folder, "certificates");
        Files.writeString(
                certificates.resolve("ca.pem"),
                pem("CERTIFICATE", keys.getCertificate(authority).getEncoded()));
        Files.writeString(
                certificates.resolve("cert.pem"),
                pem("CERTIFICATE", keys.getCertificate(client).getEncoded()));
        Files.writeString(
                certificates.resolve("key.pem"),
                pem("PRIVATE KEY", keys.getKey(client, PASSWORD).getEncoded()));
        return certificates;
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
                .formatted(kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
    }

    private static void make(String alias, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-keystore",
                folder.resolve("keys.p12").toString(),
                "-storepass",
                new String(PASSWORD)));
        command.addAll(Arrays.asList(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
