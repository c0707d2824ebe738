-- What sources say of leads. A lead whose row of `businesses` names its only source
-- needs none here; one that was merged, or of which a source says more than a lead has
-- fields for, does.
CREATE TABLE business_sources (
    kind TEXT NOT NULL,
    ref TEXT NOT NULL, -- unique within kind: an object of a source is one lead
    rid INTEGER NOT NULL, -- the lead, which may change: leads are merged and taken apart
    facts TEXT, -- JSON, as the source said them; NULL if they are the lead's own
    seen_at INTEGER NOT NULL,
    gone_at INTEGER, -- since when the source has it no longer
    PRIMARY KEY (kind, ref)
) STRICT, WITHOUT ROWID;
CREATE INDEX business_sources_rid ON business_sources (rid);

-- New leads that were not compared with the others yet, in ranges of their numbers.
CREATE TABLE to_compare (
    first INTEGER PRIMARY KEY,
    last INTEGER NOT NULL,
    job_id BLOB NOT NULL -- the job that brought them
) STRICT;
CREATE INDEX to_compare_job ON to_compare (job_id, first);

-- Pairs of leads that may be one business, and what was decided. Never forgotten: a pair
-- that is no duplicate is not asked about again.
CREATE TABLE duplicates (
    id BLOB PRIMARY KEY,
    a INTEGER NOT NULL,
    b INTEGER NOT NULL CHECK (a < b),
    status TEXT NOT NULL CHECK (status IN ('open', 'distinct', 'merged')),
    score REAL NOT NULL,
    reasons TEXT NOT NULL, -- JSON, as they travel
    created_at INTEGER NOT NULL,
    decided_at INTEGER,
    via BLOB, -- the merge that made this pair of another one
    UNIQUE (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX duplicates_b ON duplicates (b);
CREATE INDEX duplicates_open ON duplicates (score) WHERE status = 'open';

CREATE TABLE merges (
    id BLOB PRIMARY KEY,
    kept INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor BLOB, -- NULL: found by the server
    score REAL,
    undo TEXT NOT NULL, -- JSON: both leads as they were
    undone_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX merges_kept ON merges (kept);
CREATE UNIQUE INDEX merges_gone ON merges (gone) WHERE undone_at IS NULL;
