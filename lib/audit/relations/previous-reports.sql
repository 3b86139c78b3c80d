-- The reports that the audit before was about; none where this is the first.
SELECT r.batch, r.report, r.export_key, split_part(r.export_key, '/', m.cluster_segment) AS cluster
FROM (
  SELECT reports.*, row_number() OVER (PARTITION BY report ORDER BY batch_reports DESC, batch) AS copy
  FROM reports
) r
JOIN audits a ON a.report = r.report
JOIN moment m ON m.previous_at = a.audited_at
WHERE r.copy = 1
