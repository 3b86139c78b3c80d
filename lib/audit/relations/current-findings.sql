-- The findings of the reports that the audit is about, but that an image is unverifiable which evidence settled since.
SELECT f.batch, f.image, f.check_id, f.severity
FROM findings f
JOIN current_reports r ON r.report = f.report AND r.batch = f.batch
LEFT JOIN (SELECT batch, image FROM current_images WHERE settled_since) s ON s.batch = f.batch AND s.image = f.image
WHERE s.image IS NULL OR f.check_id <> 'manifest-unverifiable'
