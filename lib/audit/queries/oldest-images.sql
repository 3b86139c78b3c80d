-- Which images are the oldest? Each digest once, under the first of its names.
SELECT digest, cluster, namespace, stream, tag, created, days
FROM (
  SELECT
    i.digest, i.cluster, i.namespace, i.stream, i.tag, i.created, date_diff('day', CAST(i.created AS DATE), CAST(m.audited_at AS DATE)) AS days,
    row_number() OVER (
      PARTITION BY i.digest ORDER BY i.created, i.cluster, i.namespace, i.stream, i.tag, i.export_key, i.image
    ) AS copy
  FROM current_images i
  CROSS JOIN moment m
  WHERE i.created IS NOT NULL AND i.digest IS NOT NULL
) one
WHERE copy = 1
ORDER BY created, digest
LIMIT 100
