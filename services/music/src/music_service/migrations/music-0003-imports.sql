-- depends: music-0002-catalogue

-- lease: number of the latest claim; who holds an older one has lost it.
-- due_at: when a process may take the import up; while one works on it, when its lease ends.
-- traceparent: the W3C trace context of the upload, in which the work goes on.
CREATE TABLE import (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    file_name text NOT NULL,
    object_key text NOT NULL,
    bytes bigint NOT NULL,
    sha256 bytea NOT NULL,
    state text NOT NULL DEFAULT 'queued'
        CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    reason text,
    attempt integer NOT NULL DEFAULT 0,
    lease bigint NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL DEFAULT now(),
    traceparent text,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    finished_at timestamptz
);

CREATE INDEX import_due ON import (due_at) WHERE state IN ('queued', 'running');
CREATE INDEX import_account_id ON import (account_id, id);

-- One row for each entry that was dealt with, written in the transaction of its effect.
CREATE TABLE import_entry (
    import_id uuid NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    position integer NOT NULL,
    name text NOT NULL,
    folder text NOT NULL,
    state text NOT NULL CHECK (state IN ('imported', 'unchanged', 'rejected', 'cover')),
    reason text,
    track_id uuid REFERENCES track (id) ON DELETE SET NULL,
    cover_id uuid REFERENCES cover (id),
    PRIMARY KEY (import_id, position)
);

CREATE INDEX import_entry_track_id ON import_entry (track_id);
