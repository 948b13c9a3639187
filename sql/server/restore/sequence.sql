-- Moves a sequence on to the value that comes next, never back, and with the transaction.
--
-- setval would stay when the transaction is rolled back. It does where the role does not own the
-- sequence, which is harmless: numbers are left out. What to move, and where to, are settings:
-- see set_values.
--
-- returns
-- writes
-- needs    PostgreSQL 13

DO $$
DECLARE
    name regclass := quote_ident(current_setting('litellm_dba.sequence'))::regclass;
    wanted int8 := current_setting('litellm_dba.next')::int8;
    present int8;
BEGIN
    EXECUTE format('SELECT last_value + is_called::int FROM %s', name) INTO present;
    IF wanted > present THEN
        EXECUTE format('ALTER SEQUENCE %s RESTART WITH %s', name, wanted);
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    PERFORM setval(name, wanted, false) WHERE wanted > nextval(name);
END
$$;
