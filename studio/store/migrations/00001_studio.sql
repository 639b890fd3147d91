-- +goose Up
CREATE TABLE studios (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, created BIGINT NOT NULL
);
CREATE TABLE users (
    id TEXT PRIMARY KEY, studio TEXT NOT NULL REFERENCES studios (id),
    name TEXT NOT NULL, role TEXT NOT NULL, created BIGINT NOT NULL,
    UNIQUE (studio, name)
);
CREATE TABLE sessions (
    id TEXT PRIMARY KEY, studio TEXT NOT NULL REFERENCES studios (id),
    title TEXT NOT NULL, artist TEXT NOT NULL, status TEXT NOT NULL,
    revision BIGINT NOT NULL, trouble TEXT NOT NULL, working TEXT NOT NULL,
    checked TEXT NOT NULL, created BIGINT NOT NULL, updated BIGINT NOT NULL
);
CREATE INDEX sessions_newest ON sessions (studio, created, id);
CREATE TABLE tokens (
    id TEXT PRIMARY KEY, studio TEXT NOT NULL REFERENCES studios (id),
    user_id TEXT NOT NULL REFERENCES users (id), label TEXT NOT NULL,
    sum TEXT NOT NULL UNIQUE, created BIGINT NOT NULL, expires BIGINT NOT NULL
);
CREATE TABLE links (
    id TEXT PRIMARY KEY, studio TEXT NOT NULL REFERENCES studios (id),
    session TEXT NOT NULL REFERENCES sessions (id), label TEXT NOT NULL, scopes TEXT NOT NULL,
    sum TEXT NOT NULL UNIQUE, created BIGINT NOT NULL, expires BIGINT NOT NULL, revoked BIGINT NOT NULL
);
CREATE INDEX links_of ON links (session);
CREATE TABLE uploads (
    id TEXT PRIMARY KEY, studio TEXT NOT NULL REFERENCES studios (id),
    session TEXT NOT NULL REFERENCES sessions (id), file TEXT NOT NULL,
    bytes BIGINT NOT NULL, reserved BIGINT NOT NULL, at BIGINT NOT NULL, state TEXT NOT NULL,
    created BIGINT NOT NULL, expires BIGINT NOT NULL
);
CREATE INDEX uploads_of ON uploads (session);
CREATE INDEX uploads_overdue ON uploads (state, expires);
CREATE TABLE stems (
    session TEXT NOT NULL REFERENCES sessions (id), studio TEXT NOT NULL REFERENCES studios (id),
    file TEXT NOT NULL, sha256 TEXT NOT NULL, bytes BIGINT NOT NULL, created BIGINT NOT NULL,
    PRIMARY KEY (session, file)
);
CREATE TABLE plans (
    session TEXT NOT NULL REFERENCES sessions (id), studio TEXT NOT NULL REFERENCES studios (id),
    n BIGINT NOT NULL, body TEXT NOT NULL, tag TEXT NOT NULL, author TEXT NOT NULL, created BIGINT NOT NULL,
    PRIMARY KEY (session, n)
);
CREATE TABLE prints (
    id TEXT PRIMARY KEY, studio TEXT NOT NULL REFERENCES studios (id),
    session TEXT NOT NULL, plan BIGINT NOT NULL, formats TEXT NOT NULL, status TEXT NOT NULL,
    progress DOUBLE PRECISION NOT NULL, trouble TEXT NOT NULL, report TEXT NOT NULL, files TEXT NOT NULL,
    created BIGINT NOT NULL, updated BIGINT NOT NULL,
    FOREIGN KEY (session, plan) REFERENCES plans (session, n)
);
CREATE INDEX prints_of ON prints (session);
CREATE TABLE entries (
    studio TEXT NOT NULL REFERENCES studios (id), n BIGINT NOT NULL,
    at BIGINT NOT NULL, who TEXT NOT NULL, did TEXT NOT NULL, session TEXT NOT NULL, about TEXT NOT NULL, sum TEXT NOT NULL,
    PRIMARY KEY (studio, n)
);
CREATE TABLE hands (
    id TEXT PRIMARY KEY, seen BIGINT NOT NULL
);

-- +goose Down
DROP TABLE hands;
DROP TABLE entries;
DROP TABLE prints;
DROP TABLE plans;
DROP TABLE stems;
DROP TABLE uploads;
DROP TABLE links;
DROP TABLE tokens;
DROP TABLE sessions;
DROP TABLE users;
DROP TABLE studios;
