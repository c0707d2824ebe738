-- Which database this is: positions in the event log of another mean nothing.
CREATE TABLE meta (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    epoch BLOB NOT NULL
) STRICT;

-- What happened, in commit order. The position is never used twice.
CREATE TABLE event_log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    event TEXT NOT NULL -- without its seq
) STRICT;

-- Answers to writes, by Idempotency-Key, kept for at least 30 days.
CREATE TABLE idempotency (
    key BLOB PRIMARY KEY,
    user_id BLOB,
    request_hash BLOB NOT NULL, -- of method, path and body
    status INTEGER NOT NULL,
    answer TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_at ON idempotency (at);

CREATE TABLE users (
    id BLOB PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('admin', 'office', 'rep')),
    password_hash TEXT NOT NULL, -- PHC string, argon2id
    created_at INTEGER NOT NULL,
    disabled_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    id BLOB PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE, -- SHA-256 of the token, which is not stored
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client TEXT NOT NULL CHECK (client IN ('browser', 'app')),
    user_agent TEXT,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_user ON sessions (user_id);
