-- The platforms that the policy requires of each stream.
SELECT q.namespace, q.stream, q.platform
FROM requirements q
JOIN moment m ON m.audited_at = q.audited_at
