-- Which images are the largest? Each digest once, under the first of its names.
WITH largest AS (
  SELECT digest_key, max(total_bytes) AS bytes
  FROM current_images
  WHERE type = 'image' AND digest_key IS NOT NULL AND total_bytes IS NOT NULL
  GROUP BY digest_key
  ORDER BY bytes DESC, digest_key
  LIMIT 100
)
SELECT digest, cluster, namespace, stream, tag, layer_count AS layers, bytes, unknown_sizes
FROM (
  SELECT
    i.*, l.bytes,
    row_number() OVER (
      PARTITION BY i.digest_key ORDER BY i.cluster, i.namespace, i.stream, i.tag, i.export_key, i.image
    ) AS copy
  FROM largest l
  JOIN current_images i ON i.digest_key = l.digest_key AND i.total_bytes = l.bytes
) one
WHERE copy = 1
ORDER BY bytes DESC, digest
