-- What is the audit drawn from, and how old is it? The oldest reports first: what has not been exported for long.
SELECT cluster, export_key, version, stored_at, images, verified, mismatch, unverifiable, rejected
FROM current_reports
ORDER BY stored_at, export_key
LIMIT 1000
