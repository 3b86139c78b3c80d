-- Which digests are described differently? One digest has one content, so at most one of the descriptions is right.
-- Images by their layers (an index by its entries), config and declared size, blobs by their size. For each, the least and
-- the greatest description and one export that gives it.
WITH torn AS (
  SELECT digest_key
  FROM current_images
  WHERE digest_key IS NOT NULL
  GROUP BY digest_key
  HAVING min(stack_key) <> max(stack_key) OR min(config_low) <> max(config_low)
    OR min(nullif(declared_bytes, 0)) <> max(nullif(declared_bytes, 0))
),
sized AS (
  SELECT blob_high, blob_low FROM blobs WHERE least_bytes <> bytes
),
claims AS (
  SELECT i.digest, CASE i.type WHEN 'index' THEN 'platforms' ELSE 'layers' END AS field, nullif(i.stack, '') AS description,
    i.export_key
  FROM current_images i
  JOIN torn t ON t.digest_key = i.digest_key
  UNION ALL
  SELECT i.digest, 'config' AS field, i.config_digest AS description, i.export_key
  FROM current_images i
  JOIN torn t ON t.digest_key = i.digest_key
  UNION ALL
  SELECT i.digest, 'size' AS field, CAST(nullif(i.declared_bytes, 0) AS VARCHAR) AS description, i.export_key
  FROM current_images i
  JOIN torn t ON t.digest_key = i.digest_key
  UNION ALL
  SELECT l.digest, 'blob-size' AS field, CAST(nullif(l.bytes, 0) AS VARCHAR) AS description, r.export_key
  FROM layers l
  JOIN sized s ON s.blob_high = l.blob_high AND s.blob_low = l.blob_low
  JOIN current_reports r ON r.report = l.report AND r.batch = l.batch
),
given AS (
  SELECT digest, field, description, min(export_key) AS export_key
  FROM claims
  WHERE description IS NOT NULL
  GROUP BY digest, field, description
)
SELECT
  g.digest, g.field, count(*) AS descriptions, max(e.exports) AS exports,
  min(g.description) AS one_value, min_by(g.export_key, g.description) AS one_export,
  max(g.description) AS other_value, max_by(g.export_key, g.description) AS other_export
FROM given g
JOIN (
  SELECT digest, field, count(DISTINCT export_key) AS exports
  FROM claims
  WHERE description IS NOT NULL
  GROUP BY digest, field
) e ON e.digest = g.digest AND e.field = g.field
GROUP BY g.digest, g.field
HAVING count(*) > 1
ORDER BY g.digest, g.field
LIMIT 1000
