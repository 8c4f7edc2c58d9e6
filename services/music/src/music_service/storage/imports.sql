-- Imports as those see them who handed them in.

-- name: add
INSERT INTO import (id, account_id, file_name, object_key, bytes, sha256, traceparent)
VALUES (
    %(id)s, %(account_id)s, %(file_name)s, %(object_key)s, %(bytes)s, %(sha256)s, %(traceparent)s
);

-- name: get
SELECT * FROM import_item WHERE id = %(id)s;

-- name: list_page
-- Newest first, of one account or of all; ids sort by the time they were made.
SELECT *
FROM import_item
WHERE (%(account_id)s::uuid IS NULL OR account_id = %(account_id)s)
    AND (%(after_id)s::uuid IS NULL OR id < %(after_id)s)
ORDER BY id DESC
LIMIT %(limit)s;

-- name: cancel
-- A process that works on it finds its lease gone.
UPDATE import
SET state = 'cancelled', finished_at = now()
WHERE id = %(id)s AND state IN ('queued', 'running');

-- name: list_needed_uploads
-- Uploads that are still to be read.
SELECT object_key
FROM import
WHERE state IN ('queued', 'running');
