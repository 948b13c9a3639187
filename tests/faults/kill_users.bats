#!/usr/bin/env bats
# The same for users: keys that change, numbers that are added up.
bats_require_minimum_version 1.5.0
load helper
load killing

setup_file() {
    make_world kill_users 2026-09
    ask kill_users "INSERT INTO \"LiteLLM_TeamMembership\" (user_id, team_id, spend) VALUES ('ben', 'team-a', 0.2)" \
        "UPDATE \"LiteLLM_UserTable\" SET spend = 0.7 WHERE user_id = 'ann'" \
        'SELECT harness.keep()'
}

@test "a user renamed, killed before calls (2026-09)" {
    start kill_users "user rename ann anna --skip-logs --yes"
    quickly killed kill 5
}

@test "users merged, killed before calls (2026-09)" {
    start kill_users "user merge ann ben --skip-logs --yes"
    quickly killed kill 5
}
