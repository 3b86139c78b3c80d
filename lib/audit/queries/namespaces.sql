-- What does each namespace hold, and what would it alone free? `distinct_bytes` counts each blob once in the namespace,
-- `exclusive_bytes` only the blobs that no other namespace holds: what is gained when all of it is deleted.
WITH own AS (
  SELECT one_place AS place, sum(bytes) AS bytes FROM blobs WHERE one_place = other_place GROUP BY one_place
),
shared AS (
  SELECT place, sum(bytes) AS bytes
  FROM (
    SELECT DISTINCT h.place, b.blob_high, b.blob_low, b.bytes
    FROM held_blobs h
    JOIN blobs b ON b.blob_high = h.blob_high AND b.blob_low = h.blob_low
    WHERE b.one_place <> b.other_place
  ) once
  GROUP BY place
),
counted AS (
  SELECT
    cluster, coalesce(namespace, '') AS namespace, count(DISTINCT stream) AS streams, count(*) AS images,
    count(DISTINCT digest_key) AS digests,
    sum(CASE WHEN verdict = 'verified' THEN 1 ELSE 0 END) AS verified,
    sum(CASE WHEN verdict = 'mismatch' THEN 1 ELSE 0 END) AS mismatch,
    sum(CASE WHEN verdict = 'unverifiable' THEN 1 ELSE 0 END) AS unverifiable,
    coalesce(sum(CASE WHEN type = 'image' THEN layer_bytes END), 0) AS layer_bytes
  FROM current_images
  GROUP BY cluster, coalesce(namespace, '')
)
SELECT
  c.cluster, nullif(c.namespace, '') AS namespace, c.streams, c.images, c.digests, c.verified, c.mismatch,
  c.unverifiable, c.layer_bytes, coalesce(own.bytes, 0) + coalesce(shared.bytes, 0) AS distinct_bytes,
  coalesce(own.bytes, 0) AS exclusive_bytes
FROM counted c
JOIN places p ON p.cluster = c.cluster AND p.namespace = c.namespace
LEFT JOIN own ON own.place = p.place
LEFT JOIN shared ON shared.place = p.place
ORDER BY distinct_bytes DESC, c.cluster, c.namespace
LIMIT 1000
