-- The digests that evidence settled for this audit, and the layers of their true manifests.
SELECT s.digest, s.stack, min(i.digest_key) AS digest_key
FROM settlements s
JOIN moment m ON m.audited_at = s.audited_at
JOIN images i ON i.digest = s.digest
GROUP BY s.digest, s.stack
