-- What stands for a text (m.value) in a set that is handed to others: of the same shape, the same
-- for the same text, and of no use without a key that nobody keeps.  An e-mail address is the same
-- in any case of letters; ids that LiteLLM writes by itself stay.
-- reads
-- needs    PostgreSQL 13
CASE WHEN m.value IS NULL OR m.value = ANY (:'kept'::text[]) THEN m.value
     WHEN m.value LIKE '%@%'
     THEN left(encode(sha256(convert_to(:'mask_key' || lower(m.value), 'UTF8')), 'hex'), 16) || '@masked.example'
     WHEN m.value ~ '^[0-9a-f]{64}$'
     THEN encode(sha256(convert_to(:'mask_key' || m.value, 'UTF8')), 'hex')
     WHEN m.value ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
     THEN left(encode(sha256(convert_to(:'mask_key' || m.value, 'UTF8')), 'hex'), 32)::uuid::text
     ELSE 'masked-' || left(encode(sha256(convert_to(:'mask_key' || m.value, 'UTF8')), 'hex'), 16)
END
