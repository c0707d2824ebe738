-- Whose turn it is: jobs of a kind take turns by who asked for them, and those that a
-- person paused wait until they are resumed.
ALTER TABLE jobs ADD COLUMN asked_by BLOB; -- NULL: the command line, or the server itself
ALTER TABLE jobs ADD COLUMN paused_at INTEGER;
UPDATE jobs SET asked_by = unhex(replace(job ->> '$.created_by', '-', ''));
CREATE INDEX jobs_turn ON jobs (kind, asked_by, not_before, id)
    WHERE status = 'queued' AND paused_at IS NULL;

-- The leads that a job over many leads goes through, in order, and what came of each.
CREATE TABLE job_items (
    job_id BLOB NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    business_id BLOB NOT NULL,
    settled_at INTEGER, -- NULL: it is still to be done
    reason TEXT, -- why it failed; NULL: it did not
    PRIMARY KEY (job_id, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_items_waiting ON job_items (job_id, ordinal) WHERE settled_at IS NULL;
CREATE INDEX job_items_failed ON job_items (job_id, ordinal) WHERE reason IS NOT NULL;
