-- Limits of what is measured, as administrators set them.
CREATE TABLE thresholds (
    metric TEXT PRIMARY KEY,
    above REAL,
    below REAL
) STRICT, WITHOUT ROWID;

-- Limits that were crossed: told once when it began, once when it was over.
CREATE TABLE alerts (
    id BLOB PRIMARY KEY,
    metric TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('above', 'below')),
    bound REAL NOT NULL,
    value REAL NOT NULL,
    since INTEGER NOT NULL,
    ended_at INTEGER
) STRICT, WITHOUT ROWID;
