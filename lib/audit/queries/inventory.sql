-- What does the fleet hold, by cluster, namespace and stream? `images` counts every image of every export, `digests` what
-- is left when the same image under several names counts once; `bytes` adds up the latter.
SELECT cluster, namespace, stream, sum(images) AS images, count(digest_key) AS digests, coalesce(sum(bytes), 0) AS bytes
FROM (
  SELECT cluster, namespace, stream, digest_key, count(*) AS images, max(total_bytes) AS bytes
  FROM current_images
  GROUP BY cluster, namespace, stream, digest_key
) one
GROUP BY cluster, namespace, stream
ORDER BY bytes DESC, cluster, namespace, stream
LIMIT 1000
