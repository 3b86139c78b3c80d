-- What changed since the last audit, image by image. Each export is compared with itself as it was then, so only those
-- are looked at that have a newer report now; of the others, the images that evidence settled for one of the two audits
-- only. A verdict is what the audit of its time counted: verified where evidence settled it.
WITH now_there AS (
  SELECT i.cluster, i.export_key, i.namespace, i.stream, i.tag, i.name, i.digest, min(i.verdict) AS verdict
  FROM current_images i
  JOIN current_reports r ON r.report = i.report
  LEFT JOIN previous_reports p ON p.report = r.report
  CROSS JOIN moment m
  WHERE p.report IS NULL AND m.previous_at IS NOT NULL
  GROUP BY i.cluster, i.export_key, i.namespace, i.stream, i.tag, i.name, i.digest
),
then_there AS (
  SELECT
    p.cluster, p.export_key, i.namespace, i.stream, i.tag, i.name, i.digest,
    min(CASE WHEN s.digest IS NULL THEN i.verdict ELSE 'verified' END) AS verdict
  FROM images i
  JOIN previous_reports p ON p.report = i.report AND p.batch = i.batch
  LEFT JOIN previous_settled s
    ON s.digest = CASE WHEN i.verdict = 'unverifiable' AND coalesce(i.reason, '') <> 'manifest-ambiguous' THEN i.digest END
  LEFT JOIN current_reports r ON r.report = p.report
  WHERE r.report IS NULL
  GROUP BY p.cluster, p.export_key, i.namespace, i.stream, i.tag, i.name, i.digest
),
now_digests AS (
  SELECT DISTINCT export_key, coalesce(namespace, '') AS namespace, coalesce(stream, '') AS stream, digest FROM now_there
),
then_digests AS (
  SELECT DISTINCT export_key, coalesce(namespace, '') AS namespace, coalesce(stream, '') AS stream, digest FROM then_there
)
SELECT
  'new' AS change, n.cluster, n.export_key, n.namespace, n.stream, n.tag, n.name, n.digest,
  CAST(NULL AS VARCHAR) AS was_digest, n.verdict, CAST(NULL AS VARCHAR) AS was_verdict
FROM now_there n
LEFT JOIN then_digests t
  ON t.export_key = n.export_key AND t.namespace = coalesce(n.namespace, '') AND t.stream = coalesce(n.stream, '')
  AND t.digest = n.digest
WHERE t.digest IS NULL
UNION ALL
SELECT
  'gone' AS change, t.cluster, t.export_key, t.namespace, t.stream, t.tag, t.name, t.digest,
  CAST(NULL AS VARCHAR) AS was_digest, CAST(NULL AS VARCHAR) AS verdict, t.verdict AS was_verdict
FROM then_there t
LEFT JOIN now_digests n
  ON n.export_key = t.export_key AND n.namespace = coalesce(t.namespace, '') AND n.stream = coalesce(t.stream, '')
  AND n.digest = t.digest
WHERE n.digest IS NULL
UNION ALL
SELECT
  'verdict' AS change, n.cluster, n.export_key, n.namespace, n.stream, n.tag, n.name, n.digest,
  CAST(NULL AS VARCHAR) AS was_digest, n.verdict, t.verdict AS was_verdict
FROM now_there n
JOIN then_there t
  ON t.export_key = n.export_key AND coalesce(t.namespace, '') = coalesce(n.namespace, '')
  AND coalesce(t.stream, '') = coalesce(n.stream, '') AND coalesce(t.tag, '') = coalesce(n.tag, '')
  AND coalesce(t.name, '') = coalesce(n.name, '') AND t.digest = n.digest
WHERE t.verdict <> n.verdict
UNION ALL
SELECT DISTINCT
  'verdict' AS change, i.cluster, i.export_key, i.namespace, i.stream, i.tag, i.name, i.digest,
  CAST(NULL AS VARCHAR) AS was_digest, i.verdict, CASE WHEN s.digest IS NULL THEN 'unverifiable' ELSE 'verified' END AS was_verdict
FROM current_images i
JOIN previous_reports p ON p.report = i.report
LEFT JOIN previous_settled s ON s.digest = i.digest
WHERE i.reported_verdict = 'unverifiable' AND coalesce(i.reason, '') <> 'manifest-ambiguous'
  AND i.settled_since <> (s.digest IS NOT NULL)
UNION ALL
SELECT
  'tag' AS change, n.cluster, n.export_key, n.namespace, n.stream, n.tag, n.name, n.digest,
  t.digest AS was_digest, n.verdict, t.verdict AS was_verdict
FROM now_there n
JOIN then_there t
  ON t.export_key = n.export_key AND coalesce(t.namespace, '') = coalesce(n.namespace, '')
  AND coalesce(t.stream, '') = coalesce(n.stream, '') AND t.tag = n.tag
WHERE t.digest <> n.digest
