#!/usr/bin/env bats
# TLS as URLs ask for it, and the warning where there is none.

# reach URL... - connects to a server that has TLS and listens everywhere. ADDRESS, PORT and
# CERTIFICATE in a URL are filled in; the database has no LiteLLM, which shows that we got there.
reach() {
    cp "$BATS_FILE_TMPDIR/key.pem" "$BATS_TEST_TMPDIR/key.pem"
    [ "$(id -u)" -ne 0 ] || chown postgres "$BATS_TEST_TMPDIR/key.pem"
    chmod 600 "$BATS_TEST_TMPDIR/key.pem"
    run "$BATS_TEST_DIRNAME/../../scripts/with-postgres" --set ssl=on --set "listen_addresses=*" \
        --set "ssl_cert_file=$BATS_FILE_TMPDIR/certificate.pem" \
        --set "ssl_key_file=$BATS_TEST_TMPDIR/key.pem" -- \
        sh "$BATS_FILE_TMPDIR/reach" "$@"
    echo "$output"
}

setup_file() {
    command -v openssl >/dev/null || skip "there is no openssl"
    [ -n "$(hostname -I)" ] || skip "this machine has no address but loopback"
    chmod 755 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR"
    export CHECK="${LITELLM_DBA_BUILD:-$BATS_TEST_DIRNAME/../../build/release}/tests/sql/check_sql"
    cd "$BATS_FILE_TMPDIR"
    openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -days 2 \
        -subj /CN=localhost -addext "subjectAltName=DNS:localhost" 2>/dev/null
    chmod 644 certificate.pem
    cat >reach <<'REACH'
echo "host all all all scram-sha-256" >>"$(dirname "$PG_LOG")/data/pg_hba.conf"
loaded=$(psql -qXAtc "SELECT pg_conf_load_time()" -c "SELECT FROM pg_reload_conf()")
until [ "$(psql -qXAtc "SELECT pg_conf_load_time() > '$loaded'")" = t ]; do sleep 0.05; done
address=$(hostname -I | cut -d ' ' -f 1)
export PGUSER=dba PGPASSWORD="$(cat "$PG_PASSWORD_FILE")"
for url; do
    url=$(echo "$url" | sed "s|ADDRESS|$address|; s|PORT|$PGPORT|; s|CERTIFICATE|$CERTIFICATE|")
    LITELLM_DBA_DATABASE_URL=$url "$CHECK" 2>&1
done
true
REACH
    export CERTIFICATE="$BATS_FILE_TMPDIR/certificate.pem"
}

@test "no TLS to another machine is warned about, once" {
    reach "postgresql://ADDRESS:PORT/postgres?sslmode=disable"
    [ "$(grep -c 'is not encrypted' <<<"$output")" -eq 1 ]
    [[ "$output" == *'there is no LiteLLM in schema "public"'* ]]
}

@test "TLS, loopback and sockets are not warned about" {
    reach "postgresql://ADDRESS:PORT/postgres" "postgresql://localhost:PORT/postgres?sslmode=disable" \
        "postgresql:///postgres"
    [ "$(grep -c 'there is no LiteLLM' <<<"$output")" -eq 3 ]
    [[ "$output" != *warning* ]]
}

@test "sslaccept=strict wants a certificate that can be trusted" {
    reach "postgresql://localhost:PORT/postgres?sslaccept=strict"
    [[ "$output" == *"could not connect"*"certificate"* ]]
    [[ "$output" != *"there is no LiteLLM"* ]]
}

@test "sslaccept=strict with Prisma's sslcert" {
    reach "postgresql://localhost:PORT/postgres?sslmode=require&sslaccept=strict&sslcert=CERTIFICATE"
    [[ "$output" == *"there is no LiteLLM"* ]]
    reach "postgresql://127.0.0.1:PORT/postgres?sslaccept=strict&sslcert=CERTIFICATE"
    [[ "$output" == *"does not match host name"* ]]
}
