-- Which platforms does each stream have? A missing row: that stream has no image for that platform.
SELECT cluster, namespace, stream, platform, images
FROM stream_platforms
ORDER BY cluster, namespace, stream, platform
LIMIT 5000
