-- Which images do others build on? An image is a base of another where the other's layers begin with all of its own; so
-- there is none where all have as many.
-- `outdated`: another build of the same stream was made later, so what builds on this one does not have it.
WITH bounds AS (
  SELECT min(layer_count) AS fewest, max(layer_count) AS most
  FROM current_images
  WHERE type = 'image' AND layer_count > 0
),
single AS (
  SELECT i.digest_key, i.stack_key, min(i.stack) AS stack, max(i.layer_count) AS layers
  FROM current_images i
  JOIN bounds b ON b.fewest < b.most
  WHERE i.type = 'image' AND i.digest_key IS NOT NULL AND i.layer_count > 0
  GROUP BY i.digest_key, i.stack_key
),
lengths AS (
  SELECT DISTINCT layers FROM single
),
built AS (
  SELECT base.digest_key, base.layers, count(DISTINCT derived.digest_key) AS images
  FROM (
    SELECT s.digest_key, l.layers, substr(s.stack, 1, 16 * l.layers) AS beginning
    FROM single s
    JOIN lengths l ON l.layers < s.layers
  ) derived
  JOIN single base ON base.stack = derived.beginning AND base.layers = derived.layers
  GROUP BY base.digest_key, base.layers
),
named AS (
  SELECT
    i.digest, b.layers, b.images, i.cluster, i.namespace, i.stream, i.tag, i.created,
    row_number() OVER (PARTITION BY b.digest_key ORDER BY i.cluster, i.namespace, i.stream, i.tag, i.export_key, i.image) AS copy
  FROM built b
  JOIN current_images i ON i.digest_key = b.digest_key
),
newest AS (
  SELECT cluster, namespace, stream, max(created) AS created, max_by(digest, created) AS digest
  FROM current_images
  WHERE type = 'image' AND created IS NOT NULL AND stream IS NOT NULL
  GROUP BY cluster, namespace, stream
)
SELECT
  n.digest, n.cluster, n.namespace, n.stream, n.tag, n.layers, n.images,
  CASE WHEN n.created IS NULL OR w.created IS NULL THEN 'unknown' WHEN w.created > n.created THEN 'yes' ELSE 'no' END
    AS outdated,
  CASE WHEN w.created > n.created THEN w.digest END AS newest_digest
FROM named n
LEFT JOIN newest w
  ON w.cluster = n.cluster AND coalesce(w.namespace, '') = coalesce(n.namespace, '') AND w.stream = n.stream
WHERE n.copy = 1
ORDER BY n.images DESC, n.digest
LIMIT 1000
