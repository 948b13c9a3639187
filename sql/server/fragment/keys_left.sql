-- Requests l whose metadata still has one of the keys.

CASE WHEN jsonb_typeof(l.metadata) = 'object' THEN l.metadata ?| :'drop'::text[] END
