-- Pictures of logos that look-ups found. An id never comes to mean another picture.
CREATE TABLE logos (
    id BLOB PRIMARY KEY,
    url TEXT NOT NULL, -- where it was read
    kind TEXT NOT NULL, -- its media type; empty if nothing that may be shown is there
    body BLOB NOT NULL,
    read_at INTEGER NOT NULL -- when it was last the same
) STRICT;
CREATE INDEX logos_of ON logos (url, read_at);

-- The logo that a lead shows.
ALTER TABLE businesses ADD COLUMN logo BLOB;
CREATE INDEX businesses_logo ON businesses (logo) WHERE logo IS NOT NULL;
