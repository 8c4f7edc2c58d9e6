-- Reading the catalogue; the views have all of an item in one row.

-- name: get_artist
SELECT * FROM artist_item WHERE id = %(id)s;

-- name: list_artists
SELECT *
FROM artist_item
WHERE %(after_key)s::text IS NULL OR (sort_key, id) > (%(after_key)s, %(after_id)s)
ORDER BY sort_key, id
LIMIT %(limit)s;

-- name: get_album
SELECT * FROM album_item WHERE id = %(id)s;

-- name: list_albums
-- By title.
SELECT *
FROM album_item
WHERE %(after_key)s::text IS NULL OR (sort_key, id) > (%(after_key)s, %(after_id)s)
ORDER BY sort_key, id
LIMIT %(limit)s;

-- name: list_albums_of_artist
-- Newest first; those without a year come last.
SELECT *
FROM album_item
WHERE id IN (SELECT album_id FROM artist_album WHERE artist_id = %(artist_id)s)
    AND (
        %(after_year)s::integer IS NULL
        OR (-coalesce(year, 0), sort_key, id) > (-%(after_year)s, %(after_key)s, %(after_id)s)
    )
ORDER BY -coalesce(year, 0), sort_key, id
LIMIT %(limit)s;

-- name: get_track
SELECT * FROM track_item WHERE id = %(id)s;

-- name: list_tracks
-- By title.
SELECT *
FROM track_item
WHERE %(after_key)s::text IS NULL OR (sort_key, id) > (%(after_key)s, %(after_id)s)
ORDER BY sort_key, id
LIMIT %(limit)s;

-- name: list_tracks_of_artist
-- By title. A statement of its own: made optional, the condition would keep the index out.
SELECT *
FROM track_item
WHERE id IN (SELECT track_id FROM track_artist WHERE artist_id = %(artist_id)s)
    AND (%(after_key)s::text IS NULL OR (sort_key, id) > (%(after_key)s, %(after_id)s))
ORDER BY sort_key, id
LIMIT %(limit)s;

-- name: list_tracks_of_album
-- In playing order; tracks without a number come last.
SELECT *
FROM track_item
WHERE album_id = %(album_id)s
    AND (
        %(artist_id)s::uuid IS NULL
        OR id IN (SELECT track_id FROM track_artist WHERE artist_id = %(artist_id)s)
    )
    AND (
        %(after_disc)s::integer IS NULL
        OR (coalesce(disc_number, 1), coalesce(track_number, 10000), sort_key, id)
        > (%(after_disc)s, %(after_number)s, %(after_key)s, %(after_id)s)
    )
ORDER BY coalesce(disc_number, 1), coalesce(track_number, 10000), sort_key, id
LIMIT %(limit)s;
