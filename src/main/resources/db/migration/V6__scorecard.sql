-- What each success metric was, one value an hour, so that a trend outlives the server.
CREATE TABLE scorecard_hour (
    metric      VARCHAR(80)              NOT NULL,
    measured_at TIMESTAMP WITH TIME ZONE NOT NULL,
    amount      DOUBLE PRECISION         NOT NULL,
    PRIMARY KEY (metric, measured_at)
);
