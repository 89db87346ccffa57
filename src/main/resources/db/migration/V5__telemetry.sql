-- What agents told, as far as it must outlive the server (docs/agent.md).

-- Processes killed with signal 9, each once.
CREATE TABLE kill_record (
    id           VARCHAR(400)             NOT NULL PRIMARY KEY,
    kind         VARCHAR(20)              NOT NULL,
    service_id   VARCHAR(200)             NOT NULL,
    service_name VARCHAR(1000)            NOT NULL,
    task_id      VARCHAR(200)             NOT NULL,
    container_id VARCHAR(200)             NOT NULL,
    node_id      VARCHAR(200)             NOT NULL,
    hostname     VARCHAR(1000)            NOT NULL,
    killed_at    TIMESTAMP WITH TIME ZONE NOT NULL,
    limit_bytes  BIGINT,
    peak_bytes   BIGINT,
    exit_code    INT
);

CREATE INDEX kill_record_killed_at ON kill_record (killed_at);

-- Which services were seen talking to which. recent_days: bit n set = seen n days before the day of last_seen.
CREATE TABLE service_flow (
    client      VARCHAR(200)             NOT NULL,
    server      VARCHAR(200)             NOT NULL,
    network     VARCHAR(200)             NOT NULL,
    protocol    VARCHAR(10)              NOT NULL,
    port        INT                      NOT NULL,
    first_seen  TIMESTAMP WITH TIME ZONE NOT NULL,
    last_seen   TIMESTAMP WITH TIME ZONE NOT NULL,
    connections BIGINT                   NOT NULL,
    seen_days   INT                      NOT NULL,
    recent_days BIGINT                   NOT NULL,
    PRIMARY KEY (client, server, network, protocol, port)
);

-- What right sizes are made from: JSON of the room telemetry.
CREATE TABLE service_usage (
    service  VARCHAR(1000)            NOT NULL PRIMARY KEY,
    content  TEXT                     NOT NULL,
    saved_at TIMESTAMP WITH TIME ZONE NOT NULL
);

-- Up to where each node's samples are counted in the two tables above and the one below.
CREATE TABLE agent_cursor (
    node_id      VARCHAR(200) NOT NULL PRIMARY KEY,
    boot         VARCHAR(200) NOT NULL,
    last_counted BIGINT       NOT NULL
);

-- How long the Swarm was under eyes; one row.
CREATE TABLE observation (
    id      INT                      NOT NULL PRIMARY KEY,
    seconds DOUBLE PRECISION         NOT NULL,
    since   TIMESTAMP WITH TIME ZONE
);
