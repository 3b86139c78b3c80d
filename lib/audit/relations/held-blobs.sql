-- Each time that an image holds a blob: its layers, and its config.
SELECT
  p.place, l.blob_high, l.blob_low, l.bytes, 1 AS layer, CASE WHEN l.repeated THEN 0 ELSE 1 END AS images
FROM layers l
JOIN current_reports r ON r.report = l.report AND r.batch = l.batch
JOIN places p ON p.cluster = r.cluster AND p.namespace = coalesce(l.namespace, '')
UNION ALL
SELECT p.place, i.config_high AS blob_high, i.config_low AS blob_low, i.config_bytes AS bytes, 0 AS layer, 0 AS images
FROM current_images i
JOIN places p ON p.cluster = i.cluster AND p.namespace = coalesce(i.namespace, '')
WHERE i.config_low IS NOT NULL
