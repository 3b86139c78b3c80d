-- Which layers do most images share?
SELECT digest, bytes, images, namespaces
FROM blobs
WHERE layer = 1 AND images > 1
ORDER BY images DESC, digest
LIMIT 100
