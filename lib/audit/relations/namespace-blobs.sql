-- Every blob, layer or config, once for each namespace that holds it, with its largest known size.
SELECT
  cluster, namespace, digest, max(bytes) AS bytes, min(nullif(bytes, 0)) AS least_bytes, sum(images) AS images,
  max(layer) AS layer
FROM (
  SELECT
    r.cluster, coalesce(l.namespace, '') AS namespace, l.digest, l.bytes, 1 AS layer,
    CASE WHEN l.repeated THEN 0 ELSE 1 END AS images
  FROM layers l
  JOIN current_reports r ON r.report = l.report AND r.batch = l.batch
  UNION ALL
  SELECT
    cluster, coalesce(namespace, '') AS namespace, config_digest AS digest, config_bytes AS bytes, 0 AS layer,
    0 AS images
  FROM current_images
  WHERE config_digest IS NOT NULL
) held
GROUP BY cluster, namespace, digest
