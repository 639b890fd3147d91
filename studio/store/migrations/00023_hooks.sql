-- +goose Up
CREATE TABLE hooks (
    id TEXT PRIMARY KEY, studio TEXT NOT NULL REFERENCES studios (id),
    url TEXT NOT NULL, events TEXT NOT NULL, sealed TEXT NOT NULL, trouble TEXT NOT NULL, created BIGINT NOT NULL
);
CREATE INDEX hooks_of ON hooks (studio);
CREATE TABLE notices (
    id TEXT PRIMARY KEY, studio TEXT NOT NULL REFERENCES studios (id), hook TEXT NOT NULL REFERENCES hooks (id),
    event TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL, attempts BIGINT NOT NULL, answer TEXT NOT NULL,
    created BIGINT NOT NULL, updated BIGINT NOT NULL
);
CREATE INDEX notices_of ON notices (hook, created);

-- +goose Down
DROP TABLE notices;
DROP TABLE hooks;
