# Makes DDL from the CSV files of one catalog; called by make-schema.

BEGIN {
    print "SET client_min_messages = warning;"
    print "BEGIN;"
    make_enums()
    read_columns()
    read_tables()
    make_tables()
    make_keys("p")
    make_indexes()
    make_partitions()
    make_keys("f")
    make_functions()
    make_triggers()
    make_views()
    # Migrations came with 1.75.8: the first version that had enums, too.
    if (has_enums)
        make_migrations()
    print "COMMIT;"
}

function path(name) { return catalog "/" name ".csv" }

function quoted(name)
{
    gsub(/"/, "\"\"", name)
    return "\"" name "\""
}

function literal(text)
{
    gsub(/'/, "''", text)
    return "'" text "'"
}

# "a b" to "a", "b" in quotes.
function quoted_list(names,    part, n, i, list)
{
    n = split(names, part, " ")
    for (i = 1; i <= n; i++)
        list = list (i > 1 ? ", " : "") quoted(part[i])
    return list
}

# The catalogs were read from the schema public; the DDL must work in any.
function neutral(text)
{
    gsub(/public\./, "", text)
    return text
}

function make_enums(    labels, name, i)
{
    while (csv_next(path("enums"))) {
        name = csv["enum"]
        labels[name] = labels[name] (labels[name] == "" ? "" : ", ") literal(csv["label"])
        has_enums = 1
    }
    for (name in labels)
        print "CREATE TYPE " quoted(name) " AS ENUM (" labels[name] ");"
}

# columns[TABLE] is the list between the parentheses of CREATE TABLE.
function read_columns(    table, line)
{
    while (csv_next(path("columns"))) {
        table = csv["table"]
        while (++ordinal[table] < csv["ordinal"])
            make_gap(table, "dropped_" ordinal[table])
        line = "    " quoted(csv["column"]) " " neutral(csv["type"])
        if (csv["default"] != "")
            line = line " DEFAULT " neutral(csv["default"])
        if (csv["not_null"] == "t")
            line = line " NOT NULL"
        columns[table] = columns[table] (columns[table] == "" ? "" : ",\n") line
        if (csv["default"] ~ /^nextval/)
            make_sequence(table, csv["column"])
    }
}

# A column that a migration dropped has left its number behind.
function make_gap(table, name)
{
    columns[table] = columns[table] (columns[table] == "" ? "" : ",\n") "    " quoted(name) " text"
    dropped = dropped "ALTER TABLE " quoted(table) " DROP COLUMN " quoted(name) ";\n"
}

function make_sequence(table, column,    name)
{
    name = quoted(table "_" column "_seq")
    print "CREATE SEQUENCE " name " AS integer;"
    owners = owners "ALTER SEQUENCE " name " OWNED BY " quoted(table) "." quoted(column) ";\n"
}

function read_tables()
{
    while (csv_next(path("tables"))) {
        tables[++table_count] = csv["table"]
        partition_key[csv["table"]] = csv["partition_key"]
        partition_of[csv["table"]] = csv["partition_of"]
        bound[csv["table"]] = csv["bound"]
    }
}

function make_tables(    i, table, tail)
{
    for (i = 1; i <= table_count; i++) {
        table = tables[i]
        if (partition_of[table] != "")
            continue
        tail = partition_key[table] == "" ? "" : " PARTITION BY " partition_key[table]
        print "CREATE TABLE " quoted(table) " (\n" columns[table] "\n)" tail ";"
    }
    printf "%s%s", dropped, owners
}

# After the keys and indexes of their parent, which they get with the names that PostgreSQL gives.
function make_partitions(    i, table)
{
    for (i = 1; i <= table_count; i++) {
        table = tables[i]
        if (partition_of[table] != "")
            print "CREATE TABLE " quoted(table) " PARTITION OF " quoted(partition_of[table]) " " \
                bound[table] ";"
    }
}

function make_keys(kind,    clause)
{
    while (csv_next(path("keys"))) {
        if (csv["kind"] != kind || partition_of[csv["table"]] != "")
            continue
        if (kind == "p")
            clause = "PRIMARY KEY (" quoted_list(csv["columns"]) ")"
        else
            clause = "FOREIGN KEY (" quoted_list(csv["columns"]) ") REFERENCES " \
                quoted(csv["ref_table"]) " (" quoted_list(csv["ref_columns"]) ") ON DELETE " \
                csv["on_delete"] " ON UPDATE " csv["on_update"]
        if (kind == "p")
            is_primary[csv["constraint"]] = 1
        print "ALTER TABLE " quoted(csv["table"]) " ADD CONSTRAINT " quoted(csv["constraint"]) \
            " " clause ";"
    }
    close(path("keys"))
    delete csv_header[path("keys")]
}

# The csv has columns as the catalog prints them: quoted where needed, expressions, DESC.
function make_indexes()
{
    while (csv_next(path("indexes"))) {
        if (csv["index"] in is_primary || partition_of[csv["table"]] != "")
            continue
        print "CREATE " (csv["unique"] == "t" ? "UNIQUE " : "") "INDEX " quoted(csv["index"]) \
            " ON " quoted(csv["table"]) " USING " csv["method"] " (" csv["columns"] ")" \
            (csv["include"] == "" ? "" : " INCLUDE (" csv["include"] ")") \
            (csv["where"] == "" ? "" : " WHERE " csv["where"]) ";"
    }
}

# LiteLLM's function adds what an observation publishes to the daily totals; ours counts it.
function make_functions()
{
    while (csv_next(path("functions"))) {
        print "CREATE FUNCTION " quoted(csv["function"]) "(" csv["arguments"] ") RETURNS trigger"
        print "LANGUAGE plpgsql AS $body$"
        print "BEGIN"
        print "    IF NEW.publication IS NOT NULL"
        print "       AND NEW.publication IS DISTINCT FROM OLD.publication THEN"
        print "        INSERT INTO \"LiteLLM_DailyUserSpend\" AS daily"
        print "               (id, date, api_key, updated_at, autorouter_accounted_requests)"
        print "        VALUES ('autorouter-coverage:' || NEW.scope,"
        print "                to_char(to_timestamp(NEW.started_at) AT TIME ZONE 'UTC',"
        print "                        'YYYY-MM-DD'),"
        print "                '', now() AT TIME ZONE 'UTC', 1)"
        print "        ON CONFLICT (id) DO UPDATE"
        print "           SET autorouter_accounted_requests ="
        print "               daily.autorouter_accounted_requests + 1;"
        print "    END IF;"
        print "    RETURN NEW;"
        print "END"
        print "$body$;"
    }
}

function make_triggers()
{
    while (csv_next(path("triggers")))
        print neutral(csv["definition"]) ";"
}

function make_views(    logs, part, n, i)
{
    while (csv_next(path("views"))) {
        logs = ""
        n = split(csv["depends_on"], part, " ")
        for (i = 1; i <= n; i++)
            if (part[i] ~ /SpendLogs/)
                logs = quoted(part[i])
        print "CREATE VIEW " quoted(csv["view"]) " AS"
        print view_body(csv["view"], logs, index(csv["depends_on"], "ProjectTable")) ";"
    }
}

function view_body(view, logs, with_project,    recent)
{
    recent = "FROM " logs " WHERE \"startTime\" >= CURRENT_DATE - INTERVAL '30 days'"
    if (view == "LiteLLM_VerificationTokenView")
        return "SELECT v.*, t.spend AS team_spend, t.max_budget AS team_max_budget," \
            " t.tpm_limit AS team_tpm_limit, t.rpm_limit AS team_rpm_limit" \
            (with_project ? ", p.project_alias" : "") \
            "\n  FROM \"LiteLLM_VerificationToken\" v" \
            "\n  LEFT JOIN \"LiteLLM_TeamTable\" t ON v.team_id = t.team_id" \
            (with_project ? \
             "\n  LEFT JOIN \"LiteLLM_ProjectTable\" p ON v.project_id = p.project_id" : "")
    if (view == "MonthlyGlobalSpend")
        return "SELECT DATE(\"startTime\") AS date, SUM(spend) AS spend\n  " recent \
            "\n GROUP BY DATE(\"startTime\")"
    if (view == "MonthlyGlobalSpendPerKey")
        return "SELECT DATE(\"startTime\") AS date, SUM(spend) AS spend, api_key\n  " recent \
            "\n GROUP BY DATE(\"startTime\"), api_key"
    if (view == "MonthlyGlobalSpendPerUserPerKey")
        return "SELECT DATE(\"startTime\") AS date, SUM(spend) AS spend, api_key, \"user\"\n  " \
            recent "\n GROUP BY DATE(\"startTime\"), \"user\", api_key"
    if (view == "Last30dModelsBySpend")
        return "SELECT model, SUM(spend) AS total_spend\n  " recent \
            "\n   AND model <> '' GROUP BY model ORDER BY SUM(spend) DESC"
    if (view == "Last30dTopEndUsersSpend")
        return "SELECT end_user, COUNT(*) AS total_events, SUM(spend) AS total_spend\n  " recent \
            "\n   AND end_user <> '' GROUP BY end_user ORDER BY SUM(spend) DESC LIMIT 100"
    if (view == "Last30dKeysBySpend")
        return "SELECT l.api_key, v.key_alias, v.key_name, SUM(l.spend) AS total_spend" \
            "\n  FROM " logs " l" \
            "\n  LEFT JOIN \"LiteLLM_VerificationToken\" v ON l.api_key = v.token" \
            "\n WHERE l.\"startTime\" >= CURRENT_DATE - INTERVAL '30 days'" \
            "\n GROUP BY l.api_key, v.key_alias, v.key_name ORDER BY SUM(l.spend) DESC"
    if (tolower(view) == "dailytagspend")
        return "SELECT jsonb_array_elements_text(request_tags) AS individual_request_tag," \
            " DATE(\"startTime\") AS spend_date, COUNT(*) AS log_count, SUM(spend) AS total_spend" \
            "\n  FROM " logs "\n GROUP BY individual_request_tag, DATE(\"startTime\")"
    printf "schema.awk: no body for the view %s\n", view > "/dev/stderr"
    exit 1
}

# Prisma's own table, with a few of the rows that a site has: names of LiteLLM, one of the start-up
# diff, one that was tried again.
function make_migrations()
{
    print "CREATE TABLE _prisma_migrations ("
    print "    id character varying(36) NOT NULL PRIMARY KEY,"
    print "    checksum character varying(64) NOT NULL,"
    print "    finished_at timestamp with time zone,"
    print "    migration_name character varying(255) NOT NULL,"
    print "    logs text,"
    print "    rolled_back_at timestamp with time zone,"
    print "    started_at timestamp with time zone DEFAULT now() NOT NULL,"
    print "    applied_steps_count integer DEFAULT 0 NOT NULL"
    print ");"
    migration("20250326162113_baseline", "2025-03-28 08:00:00+00", "")
    migration("20250603210143_cascade_budget_changes", "2025-06-05 08:00:00+00", "failed")
    migration("20250603210143_cascade_budget_changes", "2025-06-05 08:05:00+00", "")
    migration("20250625145206_cascade_budget_and_loosen_managed_file_json",
              "2025-07-01 08:00:00+00", "")
    if (version != "1.75.8") {
        migration("20251122125322_Add organization_id to spend logs", "2025-12-10 08:00:00+00", "")
        migration("20251210080100_baseline_diff", "2025-12-10 08:01:00+00", "")
    }
}

function migration(name, started, failed)
{
    print "INSERT INTO _prisma_migrations VALUES (md5(" literal(name started) ")::uuid::text," \
        " repeat(md5(" literal(name) "), 2), " \
        (failed ? "NULL" : literal(started) "::timestamptz + INTERVAL '1 second'") ", " \
        literal(name) ", " (failed ? "'A migration failed to apply.'" : "NULL") ", " \
        (failed ? literal(started) "::timestamptz + INTERVAL '1 minute'" : "NULL") ", " \
        literal(started) ", " (failed ? 0 : 1) ");"
}
