package io.swarmkeeper.engine;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How to reach the engine. The first three are the docker client's own variables and mean the same.
 *
 * @param host {@code DOCKER_HOST}: {@code unix:///path} or {@code tcp://host:port}; default
 *     {@code unix:///var/run/docker.sock}
 * @param tlsVerify {@code DOCKER_TLS_VERIFY}: anything but empty turns TLS on for {@code tcp://}; default empty
 * @param certPath {@code DOCKER_CERT_PATH}: folder of {@code ca.pem}, {@code cert.pem}, {@code key.pem}; default
 *     {@code .docker} in the home folder
 * @param connectTimeout until a connection stands; default 5 s
 * @param readTimeout until a whole answer to a read is here; default 10 s
 * @param writeTimeout until the engine has answered a write, after which its outcome counts as unknown; default 30 s
 * @param maxConnections to the engine at once, beside the event stream; default 8
 * @param maxResponse largest answer that is read; default a quarter of the heap, at most 256 MiB
 */
@ConfigurationProperties("swarmkeeper.engine")
record EngineSettings(
        @DefaultValue(DEFAULT_HOST) String host,
        @DefaultValue("") String tlsVerify,
        @DefaultValue("") String certPath,
        @DefaultValue("5s") @DurationMin(inclusive = false) Duration connectTimeout,
        @DefaultValue("10s") @DurationMin(inclusive = false) Duration readTimeout,
        @DefaultValue("30s") @DurationMin(inclusive = false) Duration writeTimeout,
        @DefaultValue("8") @Min(2) int maxConnections,
        Optional<DataSize> maxResponse) {

    static final String DEFAULT_HOST = "unix:///var/run/docker.sock";
    private static final DataSize LARGEST = DataSize.ofMegabytes(256);

    EngineSettings {
        host = host.isBlank() ? DEFAULT_HOST : host.strip();
        if (maxResponse.filter(s -> s.compareTo(DataSize.ofMegabytes(1)) < 0).isPresent()) {
            throw new IllegalArgumentException(
                    "swarmkeeper.engine.max-response is %s, but must be at least 1MB".formatted(maxResponse.get()));
        }
    }

    boolean verifiesTls() {
        return !tlsVerify.isEmpty();
    }

    /** In bytes. */
    int largestResponse() {
        long quarter = Runtime.getRuntime().maxMemory() / 4;
        return (int) Math.min(
                Integer.MAX_VALUE - 8, maxResponse.map(DataSize::toBytes).orElse(Math.min(LARGEST.toBytes(), quarter)));
    }
}
