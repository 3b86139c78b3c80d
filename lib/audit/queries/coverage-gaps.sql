-- Which streams lack a platform that the policy requires of them? What covers a platform is told as in reports: where no
-- variant is said the usual one is meant, and an operating system that is not said is not held against an image.
SELECT s.cluster, s.namespace, s.stream, q.platform
FROM (SELECT DISTINCT cluster, namespace, stream FROM stream_platforms) s
JOIN required_platforms q ON q.stream = s.stream AND coalesce(q.namespace, '') = coalesce(s.namespace, '')
LEFT JOIN (
  SELECT DISTINCT p.cluster, p.namespace, p.stream, c.required
  FROM stream_platforms p
  JOIN covering c ON c.platform = p.platform
) h
  ON h.cluster = s.cluster AND coalesce(h.namespace, '') = coalesce(s.namespace, '') AND h.stream = s.stream
  AND h.required = q.platform
WHERE h.required IS NULL
ORDER BY s.cluster, s.namespace, s.stream, q.platform
LIMIT 1000
