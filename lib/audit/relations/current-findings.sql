-- The findings that count: those of the reports, but that an image is unverifiable which evidence settled since; and what
-- breaks the policy. Where the audit has a policy, its judgement stands for the one that the report made in its time.
SELECT f.report, f.image, f.check_id, f.severity, f.path, f.message, f.expected, f.actual
FROM findings f
JOIN current_reports r ON r.report = f.report AND r.batch = f.batch
CROSS JOIN moment m
LEFT JOIN (SELECT report, image FROM current_images WHERE settled_since) s ON s.report = f.report AND s.image = f.image
WHERE (s.image IS NULL OR f.check_id <> 'manifest-unverifiable') AND NOT (m.policy AND f.check_id LIKE 'policy-%')
UNION ALL
SELECT v.report, v.image, v.check_id, v.severity, v.path, v.message, v.expected, v.actual
FROM violations v
JOIN moment m ON m.audited_at = v.audited_at
WHERE m.policy
