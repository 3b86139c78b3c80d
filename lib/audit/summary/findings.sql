-- How many findings are there of each severity?
SELECT severity, count(*) AS findings FROM current_findings GROUP BY severity
