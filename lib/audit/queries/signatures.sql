-- Who signed what, and what is unsigned?
SELECT s.key_id, s.verdict, s.type, count(*) AS signatures, count(DISTINCT s.digest) AS images
FROM signatures s
JOIN current_reports r ON r.report = s.report AND r.batch = s.batch
GROUP BY s.key_id, s.verdict, s.type
UNION ALL
SELECT CAST(NULL AS VARCHAR) AS key_id, 'unsigned' AS verdict, CAST(NULL AS VARCHAR) AS type, 0 AS signatures,
  count(DISTINCT i.digest) AS images
FROM current_images i
LEFT JOIN (SELECT DISTINCT batch, report, image FROM signatures) s
  ON s.batch = i.batch AND s.report = i.report AND s.image = i.image
WHERE s.image IS NULL
HAVING count(*) > 0
ORDER BY verdict, images DESC, key_id, type
LIMIT 1000
