-- Writing to the catalogue. Rows that several imports may add at once are always taken in the
-- same order (artists, genres, cover, album, track; by key within a kind), so that two
-- transactions never wait for each other.

-- name: find_track
SELECT id FROM track WHERE sha256 = %(sha256)s;

-- name: add_artists
INSERT INTO artist (id, name, sort_name)
SELECT id, name, sort_name
FROM unnest(%(ids)s::uuid[], %(names)s::text[], %(sort_names)s::text[])
    AS given (id, name, sort_name)
ORDER BY fold_text(name)
ON CONFLICT (name_key) DO NOTHING;

-- name: find_artists
-- In the order of the names.
SELECT artist.id
FROM unnest(%(names)s::text[]) WITH ORDINALITY AS given (name, position)
JOIN artist ON artist.name_key = fold_text(given.name)
ORDER BY given.position;

-- name: add_genres
INSERT INTO genre (id, name)
SELECT id, name
FROM unnest(%(ids)s::uuid[], %(names)s::text[]) AS given (id, name)
ORDER BY fold_text(name)
ON CONFLICT (name_key) DO NOTHING;

-- name: find_genres
SELECT genre.id
FROM unnest(%(names)s::text[]) WITH ORDINALITY AS given (name, position)
JOIN genre ON genre.name_key = fold_text(given.name)
ORDER BY given.position;

-- name: add_cover
INSERT INTO cover (id, sha256, source_sha256, width, height, bytes)
VALUES (%(id)s, %(sha256)s, %(source_sha256)s, %(width)s, %(height)s, %(bytes)s)
ON CONFLICT (source_sha256) DO NOTHING;

-- name: find_cover
SELECT id FROM cover WHERE source_sha256 = %(source_sha256)s;

-- name: add_album
-- Touches no row when there is such an album already.
INSERT INTO album (id, title, sort_title, credit, year, cover_id, musicbrainz_id)
VALUES (
    %(id)s, %(title)s, %(sort_title)s, %(credit)s, %(year)s, %(cover_id)s, %(musicbrainz_id)s
)
ON CONFLICT (credit_key, title_key) DO NOTHING;

-- name: find_album
SELECT id
FROM album
WHERE credit_key = fold_text(%(credit)s) AND title_key = fold_text(%(title)s);

-- name: complete_album
-- Fill in what earlier tracks of the album did not tell.
UPDATE album
SET year = coalesce(year, %(year)s),
    cover_id = coalesce(cover_id, %(cover_id)s),
    musicbrainz_id = coalesce(musicbrainz_id, %(musicbrainz_id)s),
    updated_at = now()
WHERE id = %(id)s
    AND (
        (year IS NULL AND %(year)s::integer IS NOT NULL)
        OR (cover_id IS NULL AND %(cover_id)s::uuid IS NOT NULL)
        OR (musicbrainz_id IS NULL AND %(musicbrainz_id)s::uuid IS NOT NULL)
    );

-- name: add_album_artists
INSERT INTO album_artist (album_id, position, artist_id)
SELECT %(album_id)s, position, artist_id
FROM unnest(%(artist_ids)s::uuid[]) WITH ORDINALITY AS given (artist_id, position);

-- name: add_track
-- Touches no row when another import added the same file a moment ago.
INSERT INTO track (
    id, sha256, object_key, mime_type, bytes, duration_ms, bit_rate, sample_rate, bit_depth,
    channels, title, sort_title, credit, album_id, track_number, disc_number, year, composer,
    track_gain, track_peak, album_gain, album_peak, musicbrainz_id, cover_id
)
VALUES (
    %(id)s, %(sha256)s, %(object_key)s, %(mime_type)s, %(bytes)s, %(duration_ms)s, %(bit_rate)s,
    %(sample_rate)s, %(bit_depth)s, %(channels)s, %(title)s, %(sort_title)s, %(credit)s,
    %(album_id)s, %(track_number)s, %(disc_number)s, %(year)s, %(composer)s, %(track_gain)s,
    %(track_peak)s, %(album_gain)s, %(album_peak)s, %(musicbrainz_id)s, %(cover_id)s
)
ON CONFLICT (sha256) DO NOTHING;

-- name: add_track_artists
INSERT INTO track_artist (track_id, position, artist_id)
SELECT %(track_id)s, position, artist_id
FROM unnest(%(artist_ids)s::uuid[]) WITH ORDINALITY AS given (artist_id, position);

-- name: add_track_genres
INSERT INTO track_genre (track_id, position, genre_id)
SELECT %(track_id)s, position, genre_id
FROM unnest(%(genre_ids)s::uuid[]) WITH ORDINALITY AS given (genre_id, position);
