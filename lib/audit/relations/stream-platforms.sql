-- The platforms of each stream: those of its single images, and the entries of its indexes; attestations are neither.
SELECT r.cluster, p.namespace, p.stream, p.platform, count(*) AS images
FROM platforms p
JOIN current_reports r ON r.report = p.report AND r.batch = p.batch
LEFT JOIN attestations a ON a.digest = p.digest AND p.type = 'image'
WHERE p.stream IS NOT NULL AND NOT p.attestation AND a.digest IS NULL
GROUP BY r.cluster, p.namespace, p.stream, p.platform
