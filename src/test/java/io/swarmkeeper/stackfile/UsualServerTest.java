package io.swarmkeeper.stackfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A check that asks where nobody listens kills every task: what speaks against it is a refusal. */
class UsualServerTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image: redis:7\n    command: redis-server --port 6380",
                "image: redis:7\n    command: redis-sentinel /etc/sentinel.conf",
                "image: redis:7\n    command: redis-server /etc/sentinel.conf --sentinel",
                "image: redis:7\n    command: [redis-server, --port, '0', --tls-port, '6379']",
                "image: redis:7\n    command: redis-cli --cluster create a b c",
                "image: redis:7\n    entrypoint: /backup.sh",
                "image: valkey/valkey:8\n    command: valkey-server --port 7000",
                "image: postgres:16\n    command: -p 5433",
                "image: postgres:16\n    command: postgres -c port=5433",
                "image: postgres:16\n    command: postgres -c listen_addresses=10.0.0.1",
                "image: postgres:16\n    environment: [PGPORT=5433]",
                "image: postgres:16\n    command: pg_dump -h db",
                "image: postgres:16\n    entrypoint: [sh, -c, 'while true; do pg_dump; sleep 86400; done']",
                "image: mysql:8\n    command: --port=3307",
                "image: mysql:8\n    command: mysqldump -h db x",
                "image: mariadb:11\n    command: --skip-networking",
                "image: mongo:7\n    command: mongod --port 27018",
                "image: mongo:7\n    command: mongod --shardsvr --replSet r",
                "image: mongo:7\n    command: mongos --configdb x",
                "image: mongo:7\n    command: mongod --bind_ip db",
                "image: mongo:7\n    command: mongod --tlsMode requireTLS",
                "image: rabbitmq:3\n    command: rabbitmqctl wait x",
                "image: prom/prometheus:v3.5.0\n    command: ['--web.listen-address=:9091']",
                "image: prom/prometheus:v3.5.0\n    command: ['--web.external-url=http://x/prom']",
                "image: prom/prometheus:v3.5.0\n    command: ['--web.external-url=/prom/']",
                "image: prom/prometheus:v3.5.0\n    command: ['--web.external-url=${PROM_URL}']",
                "image: prom/prometheus:v3.5.0\n    command: [--web.external-url, 'http://x']",
                "image: prom/prometheus:v3.5.0\n    command: ['--web.config.file=/web.yml']",
                "image: grafana/grafana:6.0.1",
                "image: grafana/grafana:12-ubuntu",
                "image: traefik:1.7\n    command: [--ping]",
                "image: prom/prometheus:v3.5.0-distroless",
                "image: grafana/grafana:12\n    environment: {GF_SERVER_HTTP_PORT: 3001}",
                "image: grafana/grafana:12\n    environment: {GF_SERVER_PROTOCOL: https}",
                "image: traefik:v3\n    command: [--ping, '--entryPoints.traefik.address=:8082']",
                "image: traefik:v3\n    command: [--ping]\n    environment: [TRAEFIK_PING_ENTRYPOINT=web]",
            })
    void refusesACheckOfAServerThatIsElsewhere(String service) {
        Optimization optimized = cured(service);
        assertThat(optimized.done()).isEmpty();
        assertThat(optimized.refused()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image: redis:7\n    command: redis-server --appendonly yes --port 6379 --bind 0.0.0.0",
                "image: redis:7\n    command: --requirepass x",
                "image: redis:7\n    entrypoint: [docker-entrypoint.sh]\n    command: [/usr/local/bin/redis-server]",
                "image: postgres:16\n    command: postgres -c max_connections=200 -c listen_addresses='*'",
                "image: mysql:8\n    command: --bind-address=0.0.0.0 --character-set-server=utf8mb4",
                "image: mongo:7\n    command: mongod --replSet rs0 --bind_ip 0.0.0.0",
                "image: prom/prometheus:v3.5.0\n    command: ['--web.enable-lifecycle', '--web.external-url=https://p.example']",
                "image: grafana/grafana:12\n    environment: {GF_SERVER_ROOT_URL: 'https://g.example/x'}",
                "image: traefik:v3\n    command: [--PING=true, '--entryPoints.web.address=:80']",
            })
    void checksAServerThatIsWhereItAlwaysIs(String service) {
        assertThat(cured(service).done()).hasSize(1);
    }

    @Test
    void saysWhatSpeaksAgainstIt() {
        assertThat(cured("image: postgres:16\n    command: pg_dump -h db").refused())
                .extracting(Optimization.Refused::why)
                .isEqualTo(List.of("its command is not the server of its image"));
    }

    private static Optimization cured(String service) {
        return Optimizer.optimize(
                Written.file("services:\n  s:\n    " + service + "\n"), EnumSet.of(Cure.HEALTH_CHECKS));
    }
}
