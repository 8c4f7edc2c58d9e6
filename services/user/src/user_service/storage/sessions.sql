-- A session is a family of refresh tokens, each the successor of the one before.

-- name: add
INSERT INTO session (id, account_id)
VALUES (%(id)s, %(account_id)s);

-- name: add_token
INSERT INTO refresh_token (digest, session_id, expires_at)
VALUES (%(digest)s, %(session_id)s, now() + make_interval(days => %(days)s));

-- name: get_token
-- The token with its session, kept from a second use until the transaction ends.
SELECT
    refresh_token.session_id,
    session.account_id,
    refresh_token.expires_at <= now() AS is_expired,
    session.ended_at IS NOT NULL AS is_ended,
    extract(epoch FROM now() - refresh_token.used_at)::float8 AS used_seconds_ago
FROM refresh_token
JOIN session ON session.id = refresh_token.session_id
WHERE refresh_token.digest = %(digest)s
FOR UPDATE;

-- name: mark_used
UPDATE refresh_token
SET used_at = now()
WHERE digest = %(digest)s;

-- name: end
UPDATE session
SET ended_at = now()
WHERE id = %(id)s AND ended_at IS NULL;

-- name: end_all_but
-- After a change of password: whoever else is signed in has to sign in again.
UPDATE session
SET ended_at = now()
WHERE account_id = %(account_id)s AND id <> %(id)s AND ended_at IS NULL;

-- name: purge_tokens
-- A token that expired long ago is answered like one that never was.
DELETE FROM refresh_token
WHERE expires_at < now() - interval '1 day';

-- name: purge
-- Sessions that ended, or whose tokens are all gone, a day ago; what is left of them goes along.
DELETE FROM session
WHERE
    ended_at < now() - interval '1 day'
    OR (
        created_at < now() - interval '1 day'
        AND NOT EXISTS (
            SELECT FROM refresh_token
            WHERE session_id = session.id
        )
    );
