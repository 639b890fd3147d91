-- +goose Up
CREATE TABLE visits (
    id TEXT PRIMARY KEY, studio TEXT NOT NULL REFERENCES studios (id),
    token TEXT REFERENCES tokens (id), link TEXT REFERENCES links (id),
    sum TEXT NOT NULL UNIQUE, created BIGINT NOT NULL, until BIGINT NOT NULL, expires BIGINT NOT NULL
);

-- +goose Down
DROP TABLE visits;
