-- Which manifests would settle what is unverifiable? By the repository that the reference names, where it is no longer
-- than references can be: the first by name, and how many there are.
WITH wanted AS (
  SELECT DISTINCT
    coalesce(
      CASE WHEN length(reference) <= 520 THEN regexp_replace(split_part(reference, '@', 1), ':[^/:]*$', '') || '@' END,
      ''
    ) || digest AS manifest
  FROM current_images
  WHERE reported_verdict = 'unverifiable' AND NOT settled_since AND digest IS NOT NULL
    AND reason IS DISTINCT FROM 'digest-unsupported'
)
SELECT w.manifest, a.found
FROM wanted w
CROSS JOIN (SELECT count(*) AS found FROM wanted) a
ORDER BY w.manifest
LIMIT 1000
