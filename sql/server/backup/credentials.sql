-- What in the tables lets somebody in: hashes of passwords, which some versions take for the password
-- itself, and invitations, which are good until the end of the day on which they expire.
--
-- returns  table_name text, what text, count int8
-- reads
-- needs    PostgreSQL 13

SELECT found.table_name, found.what, found.count
  FROM (SELECT NULL::text AS table_name, NULL::text AS what, NULL::int8 AS count WHERE false
         UNION ALL SELECT 'LiteLLM_UserTable', 'hashes of passwords', count(*) FROM "LiteLLM_UserTable" WHERE "password" IS NOT NULL  -- when LiteLLM_UserTable.password
         UNION ALL SELECT 'LiteLLM_InvitationLink', 'open invitations', count(*) FROM "LiteLLM_InvitationLink" WHERE "expires_at" >= date_trunc('day', now() AT TIME ZONE 'UTC')  -- when LiteLLM_InvitationLink.expires_at
       ) AS found
 WHERE found.count > 0
 ORDER BY found.what COLLATE "C";
