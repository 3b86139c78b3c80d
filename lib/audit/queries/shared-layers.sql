-- Which layers do most images share?
WITH most AS (
  SELECT blob_high, blob_low, bytes, images
  FROM blobs
  WHERE layer = 1 AND images > 1 AND blob_low IS NOT NULL
  ORDER BY images DESC, blob_high, blob_low
  LIMIT 100
)
SELECT min(l.digest) AS digest, m.bytes, m.images, count(DISTINCT r.cluster || '/' || coalesce(l.namespace, '')) AS namespaces
FROM most m
JOIN layers l ON l.blob_high = m.blob_high AND l.blob_low = m.blob_low
JOIN current_reports r ON r.report = l.report AND r.batch = l.batch
GROUP BY m.blob_high, m.blob_low, m.bytes, m.images
ORDER BY images DESC, digest
