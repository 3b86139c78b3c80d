-- What is wrong, by check?
SELECT
  check_id AS "check", severity, count(*) AS findings, count(DISTINCT report || '/' || CAST(image AS VARCHAR)) AS images
FROM current_findings
GROUP BY check_id, severity
ORDER BY severity, findings DESC, check_id
