-- +goose Up
ALTER TABLE sessions ADD COLUMN brief TEXT NOT NULL DEFAULT '{}';
ALTER TABLE sessions ADD COLUMN terms TEXT NOT NULL DEFAULT '{"changes":2}';

-- +goose Down
ALTER TABLE sessions DROP COLUMN terms;
ALTER TABLE sessions DROP COLUMN brief;
