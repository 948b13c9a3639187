-- Pins what our statements rely on, for this transaction and no longer.
--
-- The first thing in every transaction: through a pooler, and after anything that a role, a
-- database or another client may have set, each statement meets the same settings. Row security
-- that would hide rows from us is an error instead. JIT costs more than it gives here.
--
-- :schema            text  where LiteLLM's tables are
-- :lock_timeout      text  milliseconds that a statement waits for a lock
-- :statement_timeout text  milliseconds that a statement runs
-- :idle_timeout      text  milliseconds that the server waits for our next statement
-- :writes            bool  whether the transaction changes anything
-- returns  search_path text, lock_timeout text, statement_timeout text, idle_timeout text,
--          time_zone text, date_style text, interval_style text, float_digits text,
--          bytea_output text, array_nulls text, standard_strings text, row_security text,
--          jit text, synchronous_commit text, connection_check text
-- reads
-- needs    PostgreSQL 13

SELECT set_config('search_path', format('pg_catalog, %I, pg_temp', :'schema'::text), true)
           AS search_path,
       set_config('lock_timeout', :'lock_timeout'::text, true) AS lock_timeout,
       set_config('statement_timeout', :'statement_timeout'::text, true) AS statement_timeout,
       set_config('idle_in_transaction_session_timeout', :'idle_timeout'::text, true)
           AS idle_timeout,
       set_config('TimeZone', 'UTC', true) AS time_zone,
       set_config('DateStyle', 'ISO, MDY', true) AS date_style,
       set_config('IntervalStyle', 'postgres', true) AS interval_style,
       set_config('extra_float_digits', '1', true) AS float_digits,
       set_config('bytea_output', 'hex', true) AS bytea_output,
       set_config('array_nulls', 'on', true) AS array_nulls,
       set_config('standard_conforming_strings', 'on', true) AS standard_strings,
       set_config('row_security', 'off', true) AS row_security,
       set_config('jit', 'off', true) AS jit,
       CASE WHEN :'writes'::bool AND current_setting('synchronous_commit') <> 'remote_apply'
            THEN set_config('synchronous_commit', 'on', true)
       END AS synchronous_commit,
       -- From PostgreSQL 14 on, the server notices within seconds that we are gone.
       CASE WHEN current_setting('client_connection_check_interval', true) IS NOT NULL
            THEN set_config('client_connection_check_interval', '2s', true)
       END AS connection_check;
