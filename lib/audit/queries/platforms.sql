-- What cannot run on a platform yet? How many streams have it, how many lack it.
SELECT p.platform, p.streams, present.streams - p.streams AS streams_without, p.images
FROM (
  SELECT platform, count(*) AS streams, sum(images) AS images
  FROM stream_platforms
  GROUP BY platform
) p
CROSS JOIN (
  SELECT count(*) AS streams
  FROM (SELECT DISTINCT cluster, namespace, stream FROM stream_platforms) one
) present
ORDER BY p.streams DESC, p.platform
LIMIT 1000
