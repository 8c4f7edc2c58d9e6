-- Answers of requests that carried an Idempotency-Key, kept for a day.

-- name: claim
-- Take the key for this transaction; waits for another that holds it. Touches no row when taken.
INSERT INTO idempotency_key (principal, key, fingerprint)
VALUES (%(principal)s, %(key)s, %(fingerprint)s)
ON CONFLICT (principal, key) DO NOTHING;

-- name: find
-- The first answer under this key.
SELECT fingerprint, answer
FROM idempotency_key
WHERE principal = %(principal)s AND key = %(key)s;

-- name: record
-- Keep the answer beside what it answers for.
UPDATE idempotency_key
SET answer = %(answer)s
WHERE principal = %(principal)s AND key = %(key)s;

-- name: purge
-- Forget what no client asks for any more.
DELETE FROM idempotency_key
WHERE created_at < now() - interval '24 hours';
