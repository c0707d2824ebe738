-- Long work, and how far it has got. The position moves in the same transaction
-- as the changes that a job makes: after a crash nothing is done twice.
CREATE TABLE jobs (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'completed', 'failed', 'cancelled')),
    job TEXT NOT NULL, -- as it travels: model::Job
    input TEXT NOT NULL, -- what the server alone needs to know to run it
    position INTEGER NOT NULL, -- units dealt with
    attempts INTEGER NOT NULL, -- runs since the position last moved
    run INTEGER NOT NULL, -- which run may write: an older one has lost its place
    not_before INTEGER NOT NULL -- when a queued job may run
) STRICT, WITHOUT ROWID;
CREATE INDEX jobs_status ON jobs (status, id);

-- Rows that an import did not take, in the order of the file.
CREATE TABLE job_rejections (
    job_id BLOB NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    line INTEGER NOT NULL,
    reference TEXT,
    reason TEXT NOT NULL,
    PRIMARY KEY (job_id, ordinal)
) STRICT, WITHOUT ROWID;
