-- How old are the images, in days, at the moment that the audit stands for? Bucket -1: the export does not say.
SELECT
  bucket,
  CASE bucket WHEN 1 THEN 30 WHEN 2 THEN 90 WHEN 3 THEN 180 WHEN 4 THEN 365 WHEN 5 THEN 730 END AS from_days,
  CASE bucket WHEN 0 THEN 30 WHEN 1 THEN 90 WHEN 2 THEN 180 WHEN 3 THEN 365 WHEN 4 THEN 730 END AS to_days,
  count(*) AS images, count(DISTINCT digest_key) AS digests
FROM (
  SELECT
    digest_key,
    CASE
      WHEN days IS NULL THEN -1 WHEN days < 30 THEN 0 WHEN days < 90 THEN 1 WHEN days < 180 THEN 2
      WHEN days < 365 THEN 3 WHEN days < 730 THEN 4 ELSE 5
    END AS bucket
  FROM (
    SELECT c.digest_key, date_diff('day', CAST(c.created AS DATE), CAST(m.audited_at AS DATE)) AS days
    FROM current_images c
    CROSS JOIN moment m
  ) aged
) i
GROUP BY bucket
ORDER BY bucket
