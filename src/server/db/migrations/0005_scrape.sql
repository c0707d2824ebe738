-- The parts of a search's area, which succeed or fail alone. What became of one is
-- written in the same transaction as the leads that were found in it.
CREATE TABLE scrape_tiles (
    job_id BLOB NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    west REAL NOT NULL,
    south REAL NOT NULL,
    east REAL NOT NULL,
    north REAL NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'running', 'done', 'failed', 'split')),
    found INTEGER NOT NULL,
    error TEXT,
    PRIMARY KEY (job_id, ordinal)
) STRICT, WITHOUT ROWID;

-- What a search that has not ended well yet has found: an object that two tiles have
-- something of is found once, and what is known but not found is gone.
CREATE TABLE scrape_found (
    job_id BLOB NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    reference TEXT NOT NULL,
    PRIMARY KEY (job_id, reference)
) STRICT, WITHOUT ROWID;

-- Objects that gave a lead and that their source has no longer.
CREATE TABLE gone_objects (
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    gone_at INTEGER NOT NULL,
    PRIMARY KEY (kind, reference)
) STRICT, WITHOUT ROWID;

-- When a server outside was last asked, for those that allow so many questions a second.
CREATE TABLE outside_turns (
    server TEXT PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the names of places were found to mean.
CREATE TABLE place_answers (
    question TEXT PRIMARY KEY,
    answer TEXT NOT NULL, -- JSON array of model::Place
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
