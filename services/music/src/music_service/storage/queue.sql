-- The queue of imports, worked off by any number of processes.

-- name: claim
-- Take the import that has been due for longest, with a lease that nobody else has.
UPDATE import
SET state = 'running', attempt = attempt + 1, lease = lease + 1,
    due_at = now() + make_interval(secs => %(lease_seconds)s),
    started_at = coalesce(started_at, now())
WHERE id = (
    SELECT id
    FROM import
    WHERE state IN ('queued', 'running') AND due_at <= now()
    ORDER BY due_at
    LIMIT 1
    FOR UPDATE SKIP LOCKED
)
RETURNING id, lease, attempt, file_name, object_key, bytes, traceparent;

-- name: hold
-- Renew a lease; touches no row once another process has the import, or it is over.
UPDATE import
SET due_at = now() + make_interval(secs => %(lease_seconds)s)
WHERE id = %(id)s AND lease = %(lease)s AND state = 'running';

-- name: give_back
-- To be taken up after a pause; an attempt that does not count is as if it had not been made.
UPDATE import
SET state = 'queued',
    attempt = CASE WHEN %(is_counted)s THEN attempt ELSE attempt - 1 END,
    due_at = now() + make_interval(secs => %(pause_seconds)s)
WHERE id = %(id)s AND lease = %(lease)s AND state = 'running';

-- name: finish
UPDATE import
SET state = %(state)s, reason = %(reason)s, finished_at = now()
WHERE id = %(id)s AND lease = %(lease)s AND state = 'running';

-- name: list_done
-- Positions of the entries that were dealt with.
SELECT position
FROM import_entry
WHERE import_id = %(id)s;

-- name: add_entry
INSERT INTO import_entry (import_id, position, name, folder, state, reason, track_id, cover_id)
VALUES (
    %(import_id)s, %(position)s, %(entry_name)s, %(folder)s, %(state)s, %(reason)s, %(track_id)s,
    %(cover_id)s
);

-- name: set_folder_covers
-- Albums without a cover get the picture that lies beside one of their tracks: cover before
-- folder before front, as their names sort. Two imports may share albums: each takes them in the
-- order of their ids, so that they never wait for each other.
WITH chosen AS (
    SELECT DISTINCT ON (track.album_id) track.album_id, picture.cover_id
    FROM import_entry AS song
    JOIN track ON track.id = song.track_id
    JOIN import_entry AS picture
        ON picture.import_id = song.import_id
        AND picture.folder = song.folder
        AND picture.state = 'cover'
    WHERE song.import_id = %(id)s
    ORDER BY track.album_id, lower(picture.name)
),
locked AS (
    SELECT album.id, chosen.cover_id
    FROM album
    JOIN chosen ON chosen.album_id = album.id
    WHERE album.cover_id IS NULL
    ORDER BY album.id
    FOR NO KEY UPDATE OF album
)
UPDATE album
SET cover_id = locked.cover_id, updated_at = now()
FROM locked
WHERE album.id = locked.id;
