-- The platforms of each stream: those of its single images, and the entries of its indexes but attestations.
SELECT r.cluster, p.namespace, p.stream, p.platform, count(*) AS images
FROM platforms p
JOIN current_reports r ON r.report = p.report AND r.batch = p.batch
WHERE p.stream IS NOT NULL AND NOT p.attestation
GROUP BY r.cluster, p.namespace, p.stream, p.platform
