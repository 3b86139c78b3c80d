-- The namespaces of each cluster, numbered; what has no namespace counts as one.
SELECT cluster, namespace, row_number() OVER (ORDER BY cluster, namespace) AS place
FROM (
  SELECT DISTINCT cluster, coalesce(namespace, '') AS namespace FROM current_images
) found
