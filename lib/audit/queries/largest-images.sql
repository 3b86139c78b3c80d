-- Which images are the largest? Each digest once, under the first of its names.
SELECT digest, cluster, namespace, stream, tag, layer_count AS layers, total_bytes AS bytes, unknown_sizes
FROM (
  SELECT i.*, row_number() OVER (PARTITION BY digest ORDER BY cluster, namespace, stream, tag, export_key, image) AS copy
  FROM current_images i
  WHERE type = 'image' AND digest IS NOT NULL AND total_bytes >= (
    SELECT coalesce(min(total_bytes), 0)
    FROM (
      SELECT digest, max(total_bytes) AS total_bytes
      FROM current_images
      WHERE type = 'image' AND digest IS NOT NULL
      GROUP BY digest
      ORDER BY max(total_bytes) DESC NULLS LAST, digest
      LIMIT 100
    ) top
  )
) one
WHERE copy = 1
ORDER BY bytes DESC, digest
LIMIT 100
