-- Which images are the oldest, by what the export says? Each digest once, under the first of its names.
WITH oldest AS (
  SELECT digest_key, min(created) AS created
  FROM current_images
  WHERE created IS NOT NULL AND digest_key IS NOT NULL
  GROUP BY digest_key
  ORDER BY created, digest_key
  LIMIT 100
)
SELECT digest, cluster, namespace, stream, tag, created, days
FROM (
  SELECT
    i.digest, i.cluster, i.namespace, i.stream, i.tag, i.created,
    date_diff('day', CAST(i.created AS DATE), CAST(m.audited_at AS DATE)) AS days,
    row_number() OVER (
      PARTITION BY i.digest_key ORDER BY i.cluster, i.namespace, i.stream, i.tag, i.export_key, i.image
    ) AS copy
  FROM oldest o
  JOIN current_images i ON i.digest_key = o.digest_key AND i.created = o.created
  CROSS JOIN moment m
) one
WHERE copy = 1
ORDER BY created, digest
