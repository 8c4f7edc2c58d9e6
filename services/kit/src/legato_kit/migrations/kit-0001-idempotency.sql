CREATE TABLE idempotency_key (
    principal text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    answer text,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (principal, key)
);

CREATE INDEX idempotency_key_created_at ON idempotency_key (created_at);
