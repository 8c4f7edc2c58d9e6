-- Search by name: the same name first, then names that begin so, then the closest ones. What is
-- similar is found by trigrams, so that a slip of the finger still finds; what holds the words
-- as they are is found in any script.

-- name: artists
SELECT artist_item.*
FROM (
    SELECT id, search_rank(name_key, %(q)s) AS rank, length(name_key) AS length
    FROM artist
    WHERE fold_text(%(q)s) <> ''
        AND (name_key LIKE holding_pattern(%(q)s) OR fold_text(%(q)s) <%% name_key)
    ORDER BY rank DESC, length, id
    LIMIT %(limit)s
) AS hit
JOIN artist_item USING (id)
ORDER BY hit.rank DESC, hit.length, hit.id;

-- name: albums
SELECT album_item.*
FROM (
    SELECT id, search_rank(title_key, %(q)s) AS rank, length(title_key) AS length
    FROM album
    WHERE fold_text(%(q)s) <> ''
        AND (title_key LIKE holding_pattern(%(q)s) OR fold_text(%(q)s) <%% title_key)
    ORDER BY rank DESC, length, id
    LIMIT %(limit)s
) AS hit
JOIN album_item USING (id)
ORDER BY hit.rank DESC, hit.length, hit.id;

-- name: tracks
SELECT track_item.*
FROM (
    SELECT id, search_rank(title_key, %(q)s) AS rank, length(title_key) AS length
    FROM track
    WHERE fold_text(%(q)s) <> ''
        AND (title_key LIKE holding_pattern(%(q)s) OR fold_text(%(q)s) <%% title_key)
    ORDER BY rank DESC, length, id
    LIMIT %(limit)s
) AS hit
JOIN track_item USING (id)
ORDER BY hit.rank DESC, hit.length, hit.id;
