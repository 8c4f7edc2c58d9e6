-- depends: music-0001-text

CREATE TABLE cover (
    id uuid PRIMARY KEY,
    sha256 bytea NOT NULL,
    source_sha256 bytea NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    bytes integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT cover_source_sha256 UNIQUE (source_sha256)
);

CREATE TABLE artist (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    name_key text COLLATE "C" GENERATED ALWAYS AS (fold_text(name)) STORED,
    sort_name text NOT NULL,
    sort_key text COLLATE "C" GENERATED ALWAYS AS (fold_text(sort_name)) STORED,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT artist_name_key UNIQUE (name_key)
);

CREATE INDEX artist_sort ON artist (sort_key, id);
CREATE INDEX artist_name_trigrams ON artist USING gin (name_key gin_trgm_ops);

-- credit: the album artists as one line of text; with the title it says which album this is.
CREATE TABLE album (
    id uuid PRIMARY KEY,
    title text NOT NULL,
    title_key text COLLATE "C" GENERATED ALWAYS AS (fold_text(title)) STORED,
    sort_title text NOT NULL,
    sort_key text COLLATE "C" GENERATED ALWAYS AS (fold_text(sort_title)) STORED,
    credit text NOT NULL,
    credit_key text COLLATE "C" GENERATED ALWAYS AS (fold_text(credit)) STORED,
    year integer,
    cover_id uuid REFERENCES cover (id),
    musicbrainz_id uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT album_identity UNIQUE (credit_key, title_key)
);

CREATE INDEX album_sort ON album (sort_key, id);
CREATE INDEX album_title_trigrams ON album USING gin (title_key gin_trgm_ops);

CREATE TABLE album_artist (
    album_id uuid NOT NULL REFERENCES album (id) ON DELETE CASCADE,
    position integer NOT NULL,
    artist_id uuid NOT NULL REFERENCES artist (id),
    PRIMARY KEY (album_id, position)
);

CREATE INDEX album_artist_artist_id ON album_artist (artist_id, album_id);

CREATE TABLE genre (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    name_key text COLLATE "C" GENERATED ALWAYS AS (fold_text(name)) STORED,
    CONSTRAINT genre_name_key UNIQUE (name_key)
);

-- bit_rate in bits per second; gains in decibels, peaks as a share of full scale (ReplayGain 2).
CREATE TABLE track (
    id uuid PRIMARY KEY,
    sha256 bytea NOT NULL,
    object_key text NOT NULL,
    mime_type text NOT NULL,
    bytes bigint NOT NULL,
    duration_ms integer NOT NULL,
    bit_rate integer NOT NULL,
    sample_rate integer NOT NULL,
    bit_depth integer,
    channels integer NOT NULL,
    title text NOT NULL,
    title_key text COLLATE "C" GENERATED ALWAYS AS (fold_text(title)) STORED,
    sort_title text NOT NULL,
    sort_key text COLLATE "C" GENERATED ALWAYS AS (fold_text(sort_title)) STORED,
    credit text NOT NULL,
    album_id uuid NOT NULL REFERENCES album (id),
    track_number integer,
    disc_number integer,
    year integer,
    composer text,
    track_gain real,
    track_peak real,
    album_gain real,
    album_peak real,
    musicbrainz_id uuid,
    cover_id uuid REFERENCES cover (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT track_sha256 UNIQUE (sha256)
);

CREATE INDEX track_sort ON track (sort_key, id);
CREATE INDEX track_album_id ON track (album_id);
CREATE INDEX track_title_trigrams ON track USING gin (title_key gin_trgm_ops);

CREATE TABLE track_artist (
    track_id uuid NOT NULL REFERENCES track (id) ON DELETE CASCADE,
    position integer NOT NULL,
    artist_id uuid NOT NULL REFERENCES artist (id),
    PRIMARY KEY (track_id, position)
);

CREATE INDEX track_artist_artist_id ON track_artist (artist_id, track_id);

CREATE TABLE track_genre (
    track_id uuid NOT NULL REFERENCES track (id) ON DELETE CASCADE,
    position integer NOT NULL,
    genre_id uuid NOT NULL REFERENCES genre (id),
    PRIMARY KEY (track_id, position)
);

CREATE INDEX track_genre_genre_id ON track_genre (genre_id, track_id);
