-- +goose Up
CREATE TABLE answers (
    studio TEXT NOT NULL REFERENCES studios (id), caller TEXT NOT NULL, name TEXT NOT NULL,
    request TEXT NOT NULL, status BIGINT NOT NULL, sealed TEXT NOT NULL, created BIGINT NOT NULL,
    PRIMARY KEY (studio, caller, name)
);

-- +goose Down
DROP TABLE answers;
