-- How much changed since the last audit?
SELECT change, verdict, was_verdict, count(*) AS images
FROM drift_images
GROUP BY change, verdict, was_verdict
ORDER BY change, verdict, was_verdict
