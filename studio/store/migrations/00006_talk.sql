-- +goose Up
ALTER TABLE links ADD COLUMN print TEXT NOT NULL DEFAULT '';
CREATE TABLE comments (
    id TEXT PRIMARY KEY, studio TEXT NOT NULL REFERENCES studios (id),
    session TEXT NOT NULL REFERENCES sessions (id), print TEXT NOT NULL REFERENCES prints (id),
    reply_to TEXT NOT NULL, author TEXT NOT NULL, who TEXT NOT NULL,
    start_s DOUBLE PRECISION, end_s DOUBLE PRECISION, body TEXT NOT NULL, state TEXT NOT NULL,
    created BIGINT NOT NULL, updated BIGINT NOT NULL
);
CREATE INDEX comments_of ON comments (session);
CREATE TABLE verdicts (
    id TEXT PRIMARY KEY, studio TEXT NOT NULL REFERENCES studios (id),
    session TEXT NOT NULL REFERENCES sessions (id), print TEXT NOT NULL REFERENCES prints (id),
    kind TEXT NOT NULL, body TEXT NOT NULL, author TEXT NOT NULL, who TEXT NOT NULL, created BIGINT NOT NULL
);
CREATE INDEX verdicts_of ON verdicts (session);
CREATE TABLE deliveries (
    id TEXT PRIMARY KEY REFERENCES links (id), studio TEXT NOT NULL REFERENCES studios (id),
    session TEXT NOT NULL REFERENCES sessions (id), print TEXT NOT NULL REFERENCES prints (id), hold BIGINT NOT NULL
);
CREATE INDEX deliveries_of ON deliveries (session);
CREATE TABLE downloads (
    studio TEXT NOT NULL REFERENCES studios (id), session TEXT NOT NULL REFERENCES sessions (id),
    print TEXT NOT NULL REFERENCES prints (id), delivery TEXT NOT NULL, file TEXT NOT NULL, who TEXT NOT NULL, at BIGINT NOT NULL
);
CREATE INDEX downloads_of ON downloads (session);

-- +goose Down
DROP TABLE downloads;
DROP TABLE deliveries;
DROP TABLE verdicts;
DROP TABLE comments;
ALTER TABLE links DROP COLUMN print;
