-- +goose Up
CREATE TABLE tracks (
    session TEXT NOT NULL REFERENCES sessions (id), studio TEXT NOT NULL REFERENCES studios (id),
    print TEXT NOT NULL, n BIGINT NOT NULL, kind TEXT NOT NULL, file TEXT NOT NULL,
    sha256 TEXT NOT NULL, late BIGINT NOT NULL, sound TEXT NOT NULL,
    PRIMARY KEY (session, print, n)
);
CREATE INDEX tracks_by_sum ON tracks (studio, sha256);

-- +goose Down
DROP TABLE tracks;
