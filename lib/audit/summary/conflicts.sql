-- What do reports describe differently? The first by digest, and how many there are. Of each so many values and images as
-- one report names at most.
WITH described AS (
  SELECT DISTINCT c.digest, c.path, c.role, c.text
  FROM conflicts c
  JOIN current_reports r ON r.report = c.report AND r.batch = c.batch
),
disputed AS (
  SELECT DISTINCT digest, path FROM described
),
named AS (
  SELECT digest, path FROM disputed ORDER BY digest, path LIMIT 1000
),
placed AS (
  SELECT
    d.digest, d.path, d.role, d.text,
    row_number() OVER (PARTITION BY d.digest, d.path, d.role ORDER BY d.text) AS place
  FROM described d
  JOIN named n ON n.digest = d.digest AND n.path = d.path
)
SELECT p.digest, p.path, p.role, p.text, f.found
FROM placed p
CROSS JOIN (SELECT count(*) AS found FROM disputed) f
WHERE p.place <= 101
ORDER BY p.digest, p.path, p.role, p.text
