-- What is the audit drawn from, and how old is it? The oldest reports first: what has not been exported for long.
SELECT
  r.cluster, r.export_key, r.version, r.stored_at, r.images, r.verified + coalesce(s.images, 0) AS verified, r.mismatch,
  r.unverifiable - coalesce(s.images, 0) AS unverifiable, r.rejected
FROM current_reports r
LEFT JOIN (SELECT report, count(*) AS images FROM current_images WHERE settled_since GROUP BY report) s ON s.report = r.report
ORDER BY r.stored_at, r.export_key
LIMIT 1000
