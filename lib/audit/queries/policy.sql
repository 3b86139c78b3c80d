-- Which rules of the policy are broken, and how often?
SELECT check_id AS "check", severity, count(*) AS findings, count(DISTINCT batch || '/' || CAST(image AS VARCHAR)) AS images
FROM current_findings
WHERE check_id LIKE 'policy-%'
GROUP BY check_id, severity
ORDER BY severity, findings DESC, check_id
