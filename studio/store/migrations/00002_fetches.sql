-- +goose Up
CREATE TABLE fetches (
    id TEXT PRIMARY KEY, studio TEXT NOT NULL REFERENCES studios (id),
    session TEXT NOT NULL REFERENCES sessions (id), source TEXT NOT NULL, sealed TEXT NOT NULL,
    state TEXT NOT NULL, trouble TEXT NOT NULL, files BIGINT NOT NULL,
    created BIGINT NOT NULL, updated BIGINT NOT NULL
);
CREATE INDEX fetches_of ON fetches (session);

-- +goose Down
DROP TABLE fetches;
