-- The digests that evidence settled for the audit before; none where this is the first.
SELECT s.digest
FROM settlements s
JOIN moment m ON m.previous_at = s.audited_at
