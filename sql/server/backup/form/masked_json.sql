-- The outline of a JSON value: its names and numbers, without texts and without what is deeper.
-- reads
-- needs    PostgreSQL 13
CASE jsonb_typeof(:"column")
     WHEN 'object' THEN
          (SELECT coalesce(jsonb_object_agg(m.key, CASE jsonb_typeof(m.value)
                                                        WHEN 'string' THEN '"masked"'::jsonb
                                                        WHEN 'object' THEN '{}'::jsonb
                                                        WHEN 'array' THEN '[]'::jsonb
                                                        ELSE m.value
                                                   END), '{}'::jsonb)
             FROM jsonb_each(:"column") AS m)
     WHEN 'array' THEN '[]'::jsonb
     WHEN 'string' THEN '"masked"'::jsonb
     ELSE :"column"
END
