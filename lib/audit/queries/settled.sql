-- Which images did evidence settle that came after their report? They count as verified in every other answer.
SELECT
  i.digest, count(*) AS images, 'evidence/' || replace(i.digest, ':', '/') AS evidence_key,
  sum(CASE WHEN s.stack <> i.stack THEN 1 ELSE 0 END) AS contradicted
FROM current_images i
JOIN settled s ON s.digest = i.digest
WHERE i.settled_since
GROUP BY i.digest
ORDER BY contradicted DESC, i.digest
LIMIT 1000
