-- That a source has an object no longer stands with what it says of the lead, and nowhere
-- else.
INSERT INTO business_sources (kind, ref, rid, seen_at, gone_at)
SELECT kind, reference, rid, created_at, gone_at FROM gone_objects
JOIN businesses ON source_kind = kind AND source_ref = reference WHERE true
ON CONFLICT (kind, ref) DO UPDATE SET gone_at = excluded.gone_at;

DROP TABLE gone_objects;
