-- Errors, the audit trail, health checks; and two rows in every table that is still empty.

CREATE TEMP TABLE stage_error AS
SELECT 'error-' || n AS request_id, pg_temp.ago(n * interval '11 hours') AS "startTime",
       pg_temp.ago(n * interval '11 hours' - interval '3 seconds') AS "endTime",
       'gpt-4o' AS model_group, 'RateLimitError' AS exception_type,
       pg_temp.hard_text(n) AS exception_string, '429' AS status_code,
       jsonb_build_object('prompt', pg_temp.hard_text(n + 1)) AS request_kwargs
  FROM generate_series(1, 150) n;
SELECT pg_temp.pour('stage_error', 'LiteLLM_ErrorLogs') \gset ignored_

CREATE TEMP TABLE stage_audit AS
SELECT pg_temp.uuid_of('audit ' || n) AS id, pg_temp.ago(n * interval '3 days') AS updated_at,
       (ARRAY['alice', 'default_user_id', 'gone-1'])[n % 3 + 1] AS changed_by,
       pg_temp.token_of('alice-own') AS changed_by_api_key,
       (ARRAY['created', 'updated', 'deleted'])[n % 3 + 1] AS action,
       'LiteLLM_UserTable' AS table_name, 'ben' AS object_id,
       CASE WHEN n % 3 > 0 THEN '{"spend": 0.1}'::jsonb END AS before_value,
       jsonb_build_object('user_alias', pg_temp.hard_text(n)) AS updated_values
  FROM generate_series(1, 60) n;
SELECT pg_temp.pour('stage_audit', 'LiteLLM_AuditLog') \gset ignored_

CREATE TEMP TABLE stage_health AS
SELECT pg_temp.uuid_of('check ' || n) AS health_check_id, 'gpt-4o' AS model_name,
       CASE WHEN n % 2 = 0 THEN 'model-1' END AS model_id,
       CASE WHEN n % 9 = 0 THEN 'unhealthy' ELSE 'healthy' END AS status,
       (n % 9 > 0)::int AS healthy_count, (n % 9 = 0)::int AS unhealthy_count,
       CASE WHEN n % 9 = 0 THEN pg_temp.hard_text(n) END AS error_message,
       n * 1.5 AS response_time_ms, pg_temp.ago(n * interval '6 hours') AS checked_at,
       pg_temp.ago(n * interval '6 hours') AS updated_at
  FROM generate_series(1, 200) n;
SELECT pg_temp.pour('stage_health', 'LiteLLM_HealthCheckTable') \gset ignored_

-- Prisma does not know these: a run comes before its events and messages.
CREATE TEMP TABLE stage_run AS
SELECT 'run-' || n AS run_id, 'session-' || n AS session_id, 'review' AS workflow_type, 'alice' AS created_by,
       pg_temp.ago(n * interval '1 day') AS updated_at, '{"a": [1, null, "b"]}'::jsonb AS input,
       1 AS sequence_number, 'event-' || n AS event_id, 'message-' || n AS message_id,
       'started' AS event_type, 'first' AS step_name, 'user' AS role, pg_temp.hard_text(n) AS content
  FROM generate_series(1, 3) n;
SELECT pg_temp.pour('stage_run', 'LiteLLM_WorkflowRun'),
       pg_temp.pour('stage_run', 'LiteLLM_WorkflowEvent'),
       pg_temp.pour('stage_run', 'LiteLLM_WorkflowMessage') \gset ignored_

-- An expression for a column of a table that nothing was said about. What looks like a reference
-- points at a row that is there; budgets and permissions are left alone.
CREATE FUNCTION pg_temp.some_value(name text, type regtype, row_number int) RETURNS text
LANGUAGE sql AS $$
    SELECT CASE
           WHEN name IN ('budget_id', 'object_permission_id', 'organization_id', 'project_id')
           THEN 'NULL'
           WHEN name IN ('user_id', 'created_by', 'updated_by', 'submitted_by', 'stopped_by')
           THEN quote_literal((ARRAY['alice', 'ben'])[row_number])
           WHEN name = 'team_id' THEN quote_literal((ARRAY['team-research', 'team-gone'])[row_number])
           WHEN name = 'target_type' THEN quote_literal('team')
           WHEN name = 'target_id' THEN quote_literal((ARRAY['team-research', 'team-gone'])[row_number])
           WHEN name = 'entity_type' THEN quote_literal('user')
           WHEN name = 'entity_id' THEN quote_literal((ARRAY['alice', 'ben'])[row_number])
           WHEN name IN ('api_key', 'key_hash')
           THEN quote_literal(pg_temp.token_of((ARRAY['alice-own', 'ben-own'])[row_number]))
           WHEN name = 'date'
           THEN quote_literal(to_char(pg_temp.ago(row_number * interval '1 day'), 'YYYY-MM-DD'))
           WHEN name LIKE 'assigned\_%' THEN quote_literal('{}')
           WHEN type = 'text'::regtype
           THEN quote_literal(name || ' ' || row_number || ' ' || pg_temp.hard_text(row_number + length(name)))
           WHEN type = 'text[]'::regtype
           THEN (ARRAY['ARRAY[''plain'', ''a, "b"'', '''', ''{c}'', NULL]', '''{}'''])[row_number]
           WHEN type = 'jsonb'::regtype
           THEN quote_literal('{"a": [1, 2.50, null, "b, \"c\""], "é": {"": "\\"}}')
           WHEN type = 'boolean'::regtype THEN quote_literal(row_number = 1)
           WHEN type = 'timestamp'::regtype
           THEN quote_literal(pg_temp.ago(row_number * interval '25 hours 0.001 seconds'))
           WHEN type = 'double precision'::regtype
           THEN (ARRAY['0.1 + 0.2', '1e-300'])[row_number] || '::float8'
           WHEN type = 'bigint'::regtype THEN (ARRAY['9007199254740993', '1'])[row_number]
           WHEN type = 'integer'::regtype THEN row_number::text
           WHEN type = 'bytea'::regtype THEN '''\x000aff5c2c22''::bytea'
           ELSE quote_literal('ACTIVE') || '::' || type
           END
$$;

DO $$
DECLARE
    target record;
    is_empty boolean;
BEGIN
    FOR target IN
        SELECT c.oid, c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns,
               string_agg(pg_temp.some_value(a.attname, a.atttypid, 1), ', ' ORDER BY a.attnum) AS first,
               -- the second row has what it must
               string_agg(CASE WHEN a.attnotnull THEN pg_temp.some_value(a.attname, a.atttypid, 2)
                               ELSE 'NULL' END, ', ' ORDER BY a.attnum) AS second
          FROM pg_class c
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         WHERE c.relnamespace = quote_ident(current_schema())::regnamespace
           AND c.relname LIKE 'LiteLLM\_%' AND c.relkind = 'r' AND NOT c.relispartition
         GROUP BY c.oid, c.relname
         ORDER BY c.relname
    LOOP
        EXECUTE format('SELECT NOT EXISTS (SELECT 1 FROM %s)', target.oid::regclass) INTO is_empty;
        IF is_empty THEN
            EXECUTE format('INSERT INTO %s (%s) VALUES (%s), (%s)', target.oid::regclass,
                           target.columns, target.first, target.second);
        END IF;
    END LOOP;
END
$$;
