package io.swarmkeeper.web.page;

import io.swarmkeeper.engine.InMemorySwarm;
import io.swarmkeeper.engine.ServiceBuilder;

/** The plan's environment as it was before anybody repaired it, in memory: the same as docker/lab/sample-stack.yml. */
final class SampleSwarm {

    static final long GIB = 1L << 30;
    static final long CORE = 1_000_000_000L;

    private SampleSwarm() {}

    static InMemorySwarm sophia() {
        InMemorySwarm swarm = InMemorySwarm.ofThree();
        String net = swarm.network("sophia_sophia", "10.0.1.0/24");
        service(swarm, "traefik", "traefik:v2.11", net)
                .publishOnHost(80, 80)
                .label("traefik.enable", "true")
                .add();
        service(swarm, "postgres", "postgres:15-alpine", net)
                .env("POSTGRES_DB=sophia_ai", "POSTGRES_USER=sophia", "POSTGRES_PASSWORD=only-for-the-lab")
                .volume("sophia_postgres_data", "/var/lib/postgresql/data")
                .add();
        service(swarm, "redis", "redis:7-alpine", net)
                .command("redis-server", "--appendonly", "yes")
                .bind("/opt/sophia-ai/data/redis", "/data")
                .add();
        service(swarm, "mcp-gateway", "sophia/mcp-gateway:latest", net)
                .env("NAME=mcp-gateway", "PORT=8080", "API_TOKEN=abcdef")
                .label("traefik.enable", "true")
                .add();
        for (String name : new String[] {"mcp-github", "mcp-linear", "mcp-notion", "mcp-memory"}) {
            service(swarm, name, "sophia/" + name + ":latest", net)
                    .env("NAME=" + name, "ENDPOINTS=postgres://sophia:only-for-the-lab@postgres:5432/sophia_ai")
                    .add();
        }
        service(swarm, "backend", "sophia/backend:latest", net)
                .replicas(3)
                .limits(2 * CORE, 2 * GIB)
                .reservations(CORE, GIB)
                .label("traefik.enable", "true")
                .add();
        swarm.converge();
        return swarm;
    }

    static ServiceBuilder service(InMemorySwarm swarm, String name, String image, String network) {
        return swarm.service("sophia_" + name).stack("sophia").image(image).network(network);
    }
}
