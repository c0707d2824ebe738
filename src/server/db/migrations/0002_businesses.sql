-- Leads. There are few indexes on purpose: lists, search and counts are answered
-- by the index in memory (src/server/db/index), which is built from this table
-- at start, so a write costs one row and two keys.
CREATE TABLE businesses (
    -- The order of creation: grows with created_at, then id. Never used twice,
    -- since deleted leads stay.
    rid INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    category TEXT,
    street TEXT,
    city TEXT,
    region TEXT,
    postcode TEXT,
    country TEXT,
    lat REAL, -- to seven decimals, as OpenStreetMap has them
    lon REAL,
    phone TEXT,
    email TEXT,
    website TEXT,
    stage INTEGER NOT NULL, -- position in Stage::ALL
    owner_id BLOB,
    tags TEXT, -- JSON array; NULL if there are none
    enrichment_status INTEGER NOT NULL, -- position in EnrichmentStatus::ALL
    enrichment_error TEXT,
    source_kind TEXT NOT NULL,
    source_ref TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    -- The version at which each field last changed: little-endian u32 in the
    -- order of Field::ALL; NULL while every field is as created.
    field_versions BLOB,
    -- Bit n is set if a person changed field n of Field::ALL: imports leave it alone.
    edited INTEGER NOT NULL DEFAULT 0
) STRICT;

-- An object of a source is one lead, however often it is imported.
CREATE UNIQUE INDEX businesses_source ON businesses (source_kind, source_ref)
WHERE source_ref IS NOT NULL;
