CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- What makes two names the same, and what search compares: letter case, accents, compatibility
-- forms and runs of space make no difference. Cut off where an index entry would grow too long.
CREATE FUNCTION fold_text(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN left(
    btrim(
        regexp_replace(
            lower(
                unaccent('unaccent'::regdictionary, normalize(value, NFKC)) COLLATE pg_c_utf8
            ),
            '\s+', ' ', 'g'
        )
    ),
    250
);

-- The pattern of all that holds the folded text.
CREATE FUNCTION holding_pattern(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '%' || regexp_replace(fold_text(value), '([\\%_])', '\\\1', 'g') || '%';

-- How well a folded name answers a question; 1 and more for names that begin with it.
CREATE FUNCTION search_rank(name_key text, question text) RETURNS real
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN name_key = fold_text(question) THEN 3
    WHEN starts_with(name_key, fold_text(question)) THEN 2
    ELSE greatest(
        word_similarity(fold_text(question), name_key),
        CASE WHEN strpos(name_key, ' ' || fold_text(question)) > 0 THEN 1 END
    )
END;
