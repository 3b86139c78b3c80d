-- Which images could not be verified, and which evidence would settle them? `wanted` is what to fetch, `evidence_key`
-- where to put its bytes in the store.
SELECT
  digest, reason, min(CASE WHEN reference LIKE '%@%' THEN split_part(reference, '@', 1) || '@' || digest ELSE digest END) AS wanted,
  CASE WHEN digest IS NOT NULL THEN 'evidence/' || replace(digest, ':', '/') END AS evidence_key,
  count(*) AS images, count(DISTINCT namespace) AS namespaces
FROM current_images
WHERE reported_verdict = 'unverifiable' AND NOT settled_since
GROUP BY digest, reason
ORDER BY images DESC, digest, reason
LIMIT 1000
