-- Intents that count against limits of effects, by who had them and by the user they were on, each in the order of time: so that whether
-- a limit is reached is read and not searched for. Those of one form are one: what follows an action as a part of it does not count, unless
-- it is what a request was approved for; nor does the ending of sessions.
CREATE INDEX audit_effects_by_actor ON audit_records (body ->> '$.actor.sub', body ->> '$.actor.issuer', occurred_at)
    WHERE kind = 'intent' AND event <> 'user.sign_out' AND (body ->> '$.part_of' IS NULL OR body ->> '$.basis' = 'approval');
CREATE INDEX audit_effects_on_user ON audit_records (user_sub, pool, occurred_at, action_id)
    WHERE kind = 'intent' AND event <> 'user.sign_out' AND (body ->> '$.part_of' IS NULL OR body ->> '$.basis' = 'approval');

-- What somebody should look at, newest first; and the denials of one person, of which many in a short time are such a thing.
CREATE INDEX audit_signals ON audit_records (sequence) WHERE kind = 'denied' OR event = 'signal.canary';
CREATE INDEX audit_denials_by_actor ON audit_records (body ->> '$.actor.sub', body ->> '$.actor.issuer', sequence) WHERE kind = 'denied';
