-- A sign-in on its way that a session asked for: which one, by its public handle, and whose it is. All three or none; without them it is an
-- ordinary sign-in. When it began is created_at, as ever.
ALTER TABLE login_attempts ADD COLUMN step_up_session TEXT;
ALTER TABLE login_attempts ADD COLUMN step_up_issuer  TEXT;
ALTER TABLE login_attempts ADD COLUMN step_up_sub     TEXT;
