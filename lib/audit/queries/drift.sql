-- What changed since the last audit? The worst first: what is a mismatch now, then what cannot be verified any more.
SELECT change, cluster, export_key, namespace, stream, tag, name, digest, was_digest, verdict, was_verdict
FROM drift_images
ORDER BY
  CASE WHEN verdict = 'mismatch' THEN 0 WHEN verdict = 'unverifiable' AND was_verdict = 'verified' THEN 1 ELSE 2 END,
  CASE change WHEN 'verdict' THEN 0 WHEN 'tag' THEN 1 WHEN 'new' THEN 2 ELSE 3 END,
  cluster, export_key, namespace, stream, tag, name, digest, was_digest
LIMIT 1000
