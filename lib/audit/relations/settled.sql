-- The digests that evidence settled for this audit, and the layers of their true manifests.
SELECT s.digest, s.stack
FROM settlements s
JOIN moment m ON m.audited_at = s.audited_at
