-- Which streams lack a platform that the policy requires of them?
SELECT s.cluster, s.namespace, s.stream, q.platform
FROM (SELECT DISTINCT cluster, namespace, stream FROM stream_platforms) s
JOIN required_platforms q ON q.stream = s.stream AND coalesce(q.namespace, '') = coalesce(s.namespace, '')
LEFT JOIN stream_platforms p
  ON p.cluster = s.cluster AND coalesce(p.namespace, '') = coalesce(s.namespace, '') AND p.stream = s.stream
  AND p.platform = q.platform
WHERE p.platform IS NULL
ORDER BY s.cluster, s.namespace, s.stream, q.platform
LIMIT 1000
