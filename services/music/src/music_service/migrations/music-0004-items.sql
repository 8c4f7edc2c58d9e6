-- depends: music-0003-imports

-- The catalogue as it is shown: one row has all of an item, so that a page is one statement.

CREATE FUNCTION cover_item(shown cover) RETURNS json
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN shown.id IS NOT NULL THEN json_build_object(
    'id', shown.id,
    'url', '/v1/covers/' || encode(shown.sha256, 'hex') || '.jpg'
) END;

-- The albums on which an artist is heard, be it as album artist or on a track.
CREATE VIEW artist_album AS
SELECT artist_id, album_id
FROM album_artist
UNION
SELECT track_artist.artist_id, track.album_id
FROM track_artist
JOIN track ON track.id = track_artist.track_id;

CREATE VIEW artist_item AS
SELECT
    artist.id,
    artist.name,
    artist.sort_name,
    artist.sort_key,
    (
        SELECT count(*) FROM artist_album WHERE artist_album.artist_id = artist.id
    ) AS album_count,
    (
        SELECT count(DISTINCT track_artist.track_id)
        FROM track_artist WHERE track_artist.artist_id = artist.id
    ) AS track_count,
    (
        SELECT cover_item(cover)
        FROM artist_album
        JOIN album ON album.id = artist_album.album_id
        JOIN cover ON cover.id = album.cover_id
        WHERE artist_album.artist_id = artist.id
        ORDER BY album.year DESC NULLS LAST, album.id
        LIMIT 1
    ) AS cover
FROM artist;

CREATE VIEW album_item AS
SELECT
    album.id,
    album.title,
    album.sort_title,
    album.sort_key,
    album.year,
    album.musicbrainz_id,
    album.created_at,
    cover_item(cover) AS cover,
    (
        SELECT json_agg(json_build_object('id', artist.id, 'name', artist.name) ORDER BY position)
        FROM album_artist
        JOIN artist ON artist.id = album_artist.artist_id
        WHERE album_artist.album_id = album.id
    ) AS artists,
    (
        SELECT count(*) FROM track WHERE track.album_id = album.id
    ) AS track_count,
    (
        SELECT coalesce(sum(duration_ms), 0) FROM track WHERE track.album_id = album.id
    ) AS duration_ms
FROM album
LEFT JOIN cover ON cover.id = album.cover_id;

CREATE VIEW track_item AS
SELECT
    track.id,
    track.title,
    track.sort_title,
    track.sort_key,
    track.album_id,
    json_build_object('id', album.id, 'title', album.title) AS album,
    (
        SELECT json_agg(json_build_object('id', artist.id, 'name', artist.name) ORDER BY position)
        FROM track_artist
        JOIN artist ON artist.id = track_artist.artist_id
        WHERE track_artist.track_id = track.id
    ) AS artists,
    (
        SELECT coalesce(json_agg(genre.name ORDER BY position), '[]')
        FROM track_genre
        JOIN genre ON genre.id = track_genre.genre_id
        WHERE track_genre.track_id = track.id
    ) AS genres,
    cover_item(cover) AS cover,
    track.track_number,
    track.disc_number,
    track.year,
    track.composer,
    track.duration_ms,
    track.object_key,
    track.mime_type,
    track.bytes,
    track.bit_rate,
    track.sample_rate,
    track.bit_depth,
    track.channels,
    json_build_object(
        'track_gain', track.track_gain,
        'track_peak', track.track_peak,
        'album_gain', track.album_gain,
        'album_peak', track.album_peak
    ) AS replay_gain,
    track.musicbrainz_id,
    track.created_at
FROM track
JOIN album ON album.id = track.album_id
LEFT JOIN cover ON cover.id = coalesce(track.cover_id, album.cover_id);

-- An import with what became of its entries; at most a thousand rejections are spelled out.
CREATE VIEW import_item AS
SELECT
    import.id,
    import.account_id,
    import.file_name,
    import.bytes,
    import.state,
    import.reason,
    import.created_at,
    import.started_at,
    import.finished_at,
    counted.imported,
    counted.unchanged,
    counted.rejected_count,
    (
        SELECT coalesce(
            json_agg(json_build_object('name', name, 'reason', reason) ORDER BY position), '[]'
        )
        FROM (
            SELECT position, name, import_entry.reason
            FROM import_entry
            WHERE import_id = import.id AND import_entry.state = 'rejected'
            ORDER BY position
            LIMIT 1000
        ) AS first_rejections
    ) AS rejected
FROM import
CROSS JOIN LATERAL (
    SELECT
        count(*) FILTER (WHERE import_entry.state = 'imported') AS imported,
        count(*) FILTER (WHERE import_entry.state = 'unchanged') AS unchanged,
        count(*) FILTER (WHERE import_entry.state = 'rejected') AS rejected_count
    FROM import_entry
    WHERE import_id = import.id
) AS counted;
