-- Which images are not what their digest says? No evidence changes that.
SELECT cluster, namespace, stream, tag, name, digest, reference, reason, export_key
FROM current_images
WHERE reported_verdict = 'mismatch'
ORDER BY cluster, namespace, stream, tag, name, digest, export_key, image
LIMIT 1000
