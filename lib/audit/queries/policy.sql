-- Which rules of the policy are broken, and how often? `was_images`: at the last audit, where that had a policy.
SELECT
  n.check_id AS "check", n.severity, n.findings, n.images,
  CASE WHEN m.policy AND m.previous_policy THEN coalesce(w.images, 0) END AS was_images
FROM (
  SELECT check_id, severity, count(*) AS findings, count(DISTINCT report || '/' || CAST(image AS VARCHAR)) AS images
  FROM current_findings
  WHERE check_id LIKE 'policy-%'
  GROUP BY check_id, severity
) n
CROSS JOIN moment m
LEFT JOIN (
  SELECT v.check_id, v.severity, count(DISTINCT v.report || '/' || CAST(v.image AS VARCHAR)) AS images
  FROM violations v
  JOIN moment p ON p.previous_at = v.audited_at
  GROUP BY v.check_id, v.severity
) w ON w.check_id = n.check_id AND w.severity = n.severity
ORDER BY n.severity, n.findings DESC, n.check_id
