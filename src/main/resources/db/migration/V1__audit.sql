-- The audit log. Rows are only ever added; docs/changes.md ("The audit log") says how the chain is made.
-- Times are text because the hash covers exactly the characters that stand here.
CREATE TABLE audit_entry (
    number        BIGINT          NOT NULL PRIMARY KEY,
    happened_at   VARCHAR(40)     NOT NULL,
    actor         VARCHAR(200)    NOT NULL,
    action        VARCHAR(100)    NOT NULL,
    subject       VARCHAR(500)    NOT NULL,
    detail        VARCHAR(1000000) NOT NULL,
    previous_hash VARCHAR(64)     NOT NULL,
    hash          VARCHAR(64)     NOT NULL
);
