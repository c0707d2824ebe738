-- What columns of files are, as somebody said, by the names of the columns.
CREATE TABLE mappings (
    id BLOB PRIMARY KEY, -- a hash of format and names, whatever their order
    format TEXT NOT NULL,
    columns TEXT NOT NULL, -- JSON: model::ImportColumn
    used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
