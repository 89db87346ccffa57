package io.swarmkeeper.telemetry;

import io.swarmkeeper.web.database.LocalPostgres;
import org.junit.jupiter.api.AfterAll;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The same tables on a real PostgreSQL. */
class TelemetryStoreIT extends TelemetryStoreTest {

    private static final LocalPostgres POSTGRES = LocalPostgres.start();

    @AfterAll
    static void stop() {
        POSTGRES.close();
    }

    @Override
    DriverManagerDataSource database() {
        return new DriverManagerDataSource(POSTGRES.url(), "postgres", "");
    }
}
