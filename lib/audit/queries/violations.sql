-- Which images break the policy, and how? The worst first, then what is waived.
SELECT
  f.severity, f.check_id AS "check", i.cluster, i.namespace, i.stream, i.tag, i.name, i.digest, f.message, f.expected, f.actual,
  i.export_key
FROM current_findings f
JOIN current_images i ON i.report = f.report AND i.image = f.image
WHERE f.check_id LIKE 'policy-%'
ORDER BY
  CASE f.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END,
  f.check_id, i.cluster, i.namespace, i.stream, i.tag, i.name, i.digest, i.export_key, i.image, f.path, f.message
LIMIT 1000
