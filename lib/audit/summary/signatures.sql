-- How many images are signed, and how many of them with a signature that a given key verifies?
SELECT count(*) AS signed, coalesce(sum(verified), 0) AS verified
FROM (
  SELECT s.report, s.image, max(CASE WHEN s.verdict = 'verified' THEN 1 ELSE 0 END) AS verified
  FROM signatures s
  JOIN current_reports r ON r.report = s.report AND r.batch = s.batch
  GROUP BY s.report, s.image
) one
