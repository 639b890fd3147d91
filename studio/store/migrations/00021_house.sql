-- +goose Up
ALTER TABLE studios ADD COLUMN house TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE studios DROP COLUMN house;
