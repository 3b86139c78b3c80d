-- How did the verdicts change from audit to audit? The last 365, this one among them. Each counts what evidence settled for
-- it as verified. One that was interrupted and never made again is left out. It counts as the audit
-- did at its time: a report that is gone since is still in it.
SELECT audited_at AS "at", reports, images, verified, mismatch, unverifiable
FROM (
  SELECT
    a.audited_at, count(*) AS reports, sum(coalesce(a.images, r.images)) AS images,
    sum(coalesce(a.verified, r.verified)) + coalesce(max(s.images), 0) AS verified,
    sum(coalesce(a.mismatch, r.mismatch)) AS mismatch,
    sum(coalesce(a.unverifiable, r.unverifiable)) - coalesce(max(s.images), 0) AS unverifiable
  FROM audits a
  JOIN moment m ON a.audited_at <= m.audited_at
  LEFT JOIN (
    SELECT reports.*, row_number() OVER (PARTITION BY report ORDER BY batch_reports DESC, batch) AS copy
    FROM reports
  ) r ON r.report = a.report AND r.copy = 1
  LEFT JOIN (SELECT audited_at, sum(images) AS images FROM settlements GROUP BY audited_at) s ON s.audited_at = a.audited_at
  LEFT JOIN unfinished_audits u ON u.audited_at = a.audited_at
  WHERE coalesce(a.images, r.images) IS NOT NULL AND u.audited_at IS NULL
  GROUP BY a.audited_at
  ORDER BY a.audited_at DESC
  LIMIT 365
) last
ORDER BY audited_at
