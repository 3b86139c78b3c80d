-- The reports that the audit is about: the newest of each export, as the audit wrote down when it began.
-- A report may have come in twice, when two audits ran at once or its batch was merged: the larger batch counts.
SELECT
  r.batch, r.report, r.export_key, split_part(r.export_key, '/', m.cluster_segment) AS cluster,
  r.version, r.stored_at, r.images, r.verified, r.mismatch, r.unverifiable, r.rejected, r.more_conflicts
FROM (
  SELECT reports.*, row_number() OVER (PARTITION BY report ORDER BY batch_reports DESC, batch) AS copy
  FROM reports
) r
JOIN audits a ON a.report = r.report
JOIN moment m ON m.audited_at = a.audited_at
WHERE r.copy = 1
