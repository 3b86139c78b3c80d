-- Which platforms are there images for? Single images but attestations, and index entries whose child is nowhere in the
-- fleet: the platforms that most of them are for, and how many they are for all.
WITH counted AS (
  SELECT p.platform, count(*) AS images
  FROM platforms p
  JOIN current_reports r ON r.report = p.report AND r.batch = p.batch
  LEFT JOIN (
    SELECT DISTINCT i.digest
    FROM current_images i
    JOIN (SELECT DISTINCT digest FROM platforms WHERE type = 'index') entry ON entry.digest = i.digest
  ) child ON child.digest = p.digest AND p.type = 'index'
  LEFT JOIN attestations a ON a.digest = p.digest AND p.type = 'image'
  WHERE NOT p.attestation AND child.digest IS NULL AND a.digest IS NULL
  GROUP BY p.platform
)
SELECT c.platform, c.images, a.all_images
FROM counted c
CROSS JOIN (SELECT sum(images) AS all_images FROM counted) a
ORDER BY c.images DESC, c.platform
LIMIT 1000
