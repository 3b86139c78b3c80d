-- What indexes say are attestations: such a child is an image of the fleet like any other, and for no platform. Digests are
-- compared themselves: two whose keys meet can be made.
SELECT DISTINCT p.digest
FROM platforms p
JOIN current_reports r ON r.report = p.report AND r.batch = p.batch
WHERE p.attestation AND p.digest IS NOT NULL
