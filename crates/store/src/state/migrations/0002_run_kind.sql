-- Why a run took place, and how long evaluating took in it, in nanoseconds.

ALTER TABLE runs ADD COLUMN kind TEXT NOT NULL DEFAULT 'scheduled';
ALTER TABLE runs ADD COLUMN duration INTEGER NOT NULL DEFAULT 0;
