-- How far detection has come, what it carries from event to event, and what it found.

CREATE TABLE detection (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    -- The seq of the next event to evaluate.
    checkpoint INTEGER NOT NULL,
    folds BLOB
) STRICT;

INSERT INTO detection (only, checkpoint, folds) VALUES (1, 0, NULL);

CREATE TABLE alerts (
    id TEXT NOT NULL UNIQUE,
    index_name TEXT NOT NULL,
    rule_id TEXT NOT NULL,
    -- Nanoseconds since the epoch.
    time INTEGER NOT NULL,
    document TEXT NOT NULL
) STRICT;

CREATE INDEX alerts_by_time ON alerts (time DESC, id DESC);
CREATE INDEX alerts_by_rule ON alerts (rule_id, time DESC, id DESC);

CREATE TABLE runs (
    rule_id TEXT NOT NULL,
    -- Times in nanoseconds since the epoch.
    started INTEGER NOT NULL,
    finished INTEGER,
    window_from INTEGER NOT NULL,
    window_to INTEGER NOT NULL,
    events INTEGER NOT NULL,
    matches INTEGER NOT NULL,
    alerts INTEGER NOT NULL,
    suppressed INTEGER NOT NULL,
    status TEXT NOT NULL,
    -- A JSON list of texts.
    warnings TEXT NOT NULL,
    PRIMARY KEY (rule_id, started)
) STRICT, WITHOUT ROWID;

CREATE INDEX runs_by_time ON runs (started DESC, rule_id);
