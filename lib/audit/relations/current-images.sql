-- The images of the reports that the audit is about. One that its report could not verify, and whose manifest has
-- been given as evidence since (`settled`), is verified; `reported_verdict` is what its report said. Where the export
-- holds bytes, and which of them count is open, evidence does not decide. A verdict rests on this, so digests are compared themselves: two whose keys meet can be made.
SELECT
  i.batch, i.report, i.image, i.kind, r.cluster, r.export_key, i.namespace, i.stream, i.tag, i.name, i.digest, i.digest_key, i.reference,
  i.type, i.media_type, i.manifest_bytes,
  i.verdict AS reported_verdict, CASE WHEN s.digest IS NULL THEN i.verdict ELSE 'verified' END AS verdict,
  CASE WHEN s.digest IS NULL THEN i.proof ELSE 'evidence' END AS proof,
  CASE WHEN s.digest IS NULL THEN i.reason END AS reason,
  s.digest IS NOT NULL AS settled_since,
  i.config_digest, i.config_high, i.config_low, i.config_bytes, i.config_verdict, i.config_proof,
  i.layer_count, i.layer_types, i.layer_bytes, i.total_bytes, i.declared_bytes, i.unknown_sizes, i.created, i.stack, i.stack_key
FROM images i
JOIN current_reports r ON r.report = i.report AND r.batch = i.batch
LEFT JOIN settled s
  ON s.digest = CASE WHEN i.verdict = 'unverifiable' AND coalesce(i.reason, '') <> 'manifest-ambiguous' THEN i.digest END
