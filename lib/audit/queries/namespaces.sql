-- What does each namespace hold, and what would it alone free? `distinct_bytes` counts each blob once in the namespace,
-- `exclusive_bytes` only the blobs that no other namespace holds: what is gained when all of it is deleted.
SELECT
  i.cluster, nullif(i.namespace, '') AS namespace, i.streams, i.images, i.digests, i.verified, i.mismatch, i.unverifiable,
  i.layer_bytes, coalesce(b.distinct_bytes, 0) AS distinct_bytes, coalesce(b.exclusive_bytes, 0) AS exclusive_bytes
FROM (
  SELECT
    cluster, coalesce(namespace, '') AS namespace, count(DISTINCT stream) AS streams, count(*) AS images,
    count(DISTINCT digest) AS digests,
    sum(CASE WHEN verdict = 'verified' THEN 1 ELSE 0 END) AS verified,
    sum(CASE WHEN verdict = 'mismatch' THEN 1 ELSE 0 END) AS mismatch,
    sum(CASE WHEN verdict = 'unverifiable' THEN 1 ELSE 0 END) AS unverifiable,
    coalesce(sum(CASE WHEN type = 'image' THEN layer_bytes END), 0) AS layer_bytes
  FROM current_images
  GROUP BY cluster, coalesce(namespace, '')
) i
LEFT JOIN (
  SELECT
    n.cluster, n.namespace, sum(n.bytes) AS distinct_bytes,
    sum(CASE WHEN b.namespaces = 1 THEN n.bytes END) AS exclusive_bytes
  FROM namespace_blobs n
  JOIN blobs b ON b.digest = n.digest
  GROUP BY n.cluster, n.namespace
) b ON b.cluster = i.cluster AND b.namespace = i.namespace
ORDER BY distinct_bytes DESC, i.cluster, i.namespace
LIMIT 1000
