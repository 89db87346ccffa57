-- How long the Swarm was under eyes in each of the last seven days' hours: text of the room telemetry. What was observed
-- before this column was is not known by the hour: the week begins anew.
ALTER TABLE observation ADD COLUMN recent_hours TEXT;
