-- +goose Up
CREATE TABLE excerpts (
    id TEXT PRIMARY KEY, studio TEXT NOT NULL REFERENCES studios (id),
    session TEXT NOT NULL REFERENCES sessions (id), plan BIGINT NOT NULL, move TEXT NOT NULL,
    from_s DOUBLE PRECISION NOT NULL, strip BIGINT NOT NULL, status TEXT NOT NULL, trouble TEXT NOT NULL,
    created BIGINT NOT NULL, updated BIGINT NOT NULL
);
CREATE INDEX excerpts_of ON excerpts (session);

-- +goose Down
DROP TABLE excerpts;
