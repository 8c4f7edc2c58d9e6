-- Sign-ins under way or failed, by address. Counting starts before the password is checked:
-- attempts made at the same moment see each other.

-- name: add
INSERT INTO sign_in_attempt (id, email_key)
VALUES (%(id)s, %(email_key)s);

-- name: observe
-- How many there were within the window, and the seconds until the oldest leaves it.
SELECT
    count(*) AS attempts,
    coalesce(
        ceil(extract(epoch FROM min(attempted_at) + make_interval(secs => %(window)s) - now())), 0
    )::integer AS seconds_until_next
FROM sign_in_attempt
WHERE
    email_key = %(email_key)s
    AND attempted_at > now() - make_interval(secs => %(window)s);

-- name: delete
DELETE FROM sign_in_attempt
WHERE id = %(id)s;

-- name: clear
DELETE FROM sign_in_attempt
WHERE email_key = %(email_key)s;

-- name: purge
DELETE FROM sign_in_attempt
WHERE attempted_at < now() - make_interval(secs => %(window)s);
