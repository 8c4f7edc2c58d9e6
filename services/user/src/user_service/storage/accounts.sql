-- name: add
-- A new account; the constraint account_email_key refuses a second one of the same address.
INSERT INTO account (id, email, email_key, password_hash, display_name, roles)
VALUES (%(id)s, %(email)s, %(email_key)s, %(password_hash)s, %(display_name)s, %(roles)s);

-- name: get
SELECT id, email, password_hash, display_name, plan, roles
FROM account
WHERE id = %(id)s;

-- name: get_for_update
-- The account, kept from other changes until the transaction ends.
SELECT id, email, password_hash, display_name, plan, roles
FROM account
WHERE id = %(id)s
FOR UPDATE;

-- name: get_by_email
SELECT id, email, password_hash, display_name, plan, roles
FROM account
WHERE email_key = %(email_key)s;

-- name: set_profile
UPDATE account
SET email = %(email)s, email_key = %(email_key)s, password_hash = %(password_hash)s,
    display_name = %(display_name)s, updated_at = now()
WHERE id = %(id)s;

-- name: set_password_hash
-- The same password, hashed anew with today's parameters.
UPDATE account
SET password_hash = %(password_hash)s
WHERE id = %(id)s;

-- name: delete
-- Sessions and their tokens go with it.
DELETE FROM account
WHERE id = %(id)s;

-- name: lock_admins
-- All admins, kept from other changes: two of them cannot both be the last but one.
SELECT id
FROM account
WHERE 'admin' = ANY (roles)
ORDER BY id
FOR UPDATE;
