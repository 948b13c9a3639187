-- Takes staged rows out again whose author is neither there nor among those who come along.
--
-- :coming  text[]  whose rows are restored as well
-- sample   stage=rows table=LiteLLM_InvitationLink column=created_by parent=LiteLLM_UserTable parent_columns=user_id
-- returns
-- writes
-- needs    PostgreSQL 13

DELETE FROM pg_temp.staged AS staged
 WHERE staged.:"column" <> ALL (:'coming'::text[])
   AND NOT EXISTS (SELECT FROM :"parent" AS parent
                    WHERE parent.:"parent_columns" = staged.:"column");
