-- Every blob once in the whole fleet, with its largest known size, and how many namespaces hold it.
SELECT
  digest, max(bytes) AS bytes, min(least_bytes) AS least_bytes, sum(images) AS images, max(layer) AS layer,
  count(*) AS namespaces
FROM namespace_blobs
GROUP BY digest
