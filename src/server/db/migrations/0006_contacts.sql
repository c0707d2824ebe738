-- How businesses can be reached, and what is known about them with where it was read.

-- People and desks. What a person deleted stays, so that no look-up brings it back.
CREATE TABLE contacts (
    id BLOB PRIMARY KEY,
    business_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'general')),
    name TEXT,
    role TEXT,
    email TEXT,
    phone TEXT,
    profile TEXT,
    source_kind TEXT NOT NULL,
    source_url TEXT,
    confidence REAL NOT NULL,
    found_at INTEGER NOT NULL,
    gone_at INTEGER, -- when its source was seen to say it no longer
    edited_at INTEGER, -- when a person changed it: look-ups leave it alone
    deleted_at INTEGER,
    identity TEXT, -- by which a look-up knows what it found before
    field_versions TEXT NOT NULL -- JSON: the version at which each field last changed
) STRICT, WITHOUT ROWID;
CREATE INDEX contacts_of ON contacts (business_id);
CREATE UNIQUE INDEX contacts_identity ON contacts (business_id, identity)
WHERE identity IS NOT NULL;

-- Every value that was found of a field of a lead, the one that the lead shows among them.
CREATE TABLE facts (
    business_id BLOB NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    source_kind TEXT NOT NULL,
    source_url TEXT,
    confidence REAL NOT NULL,
    rank INTEGER NOT NULL, -- among the values of the field that were found with it, best first
    found_at INTEGER NOT NULL,
    gone_at INTEGER,
    PRIMARY KEY (business_id, field, value, source_kind)
) STRICT, WITHOUT ROWID;

-- What was read of web pages, to ask next time only whether they changed.
CREATE TABLE web_pages (
    url TEXT NOT NULL,
    country TEXT NOT NULL, -- by which its numbers were read; empty if by its own signs
    reader INTEGER NOT NULL, -- which extractor read it: another may read it otherwise
    etag TEXT,
    last_modified TEXT,
    reading TEXT NOT NULL, -- JSON: what it says, and which pages it leads to
    read_at INTEGER NOT NULL,
    PRIMARY KEY (url, country)
) STRICT, WITHOUT ROWID;
CREATE INDEX web_pages_age ON web_pages (read_at);

-- While a lead of a job is being looked up: its status before, to put it back to if the
-- job stops. Position in EnrichmentStatus::ALL.
ALTER TABLE job_items ADD COLUMN was INTEGER;
CREATE INDEX job_items_running ON job_items (job_id, ordinal) WHERE was IS NOT NULL;
