-- Every blob that is held more than once, once in the whole fleet: its largest known size, how often images have it as a
-- layer, and whether one namespace alone holds it (`one_place` = `other_place`). Blobs that are held once, nine tenths of
-- them, are added up, a row for each namespace, without a key: to tell them from the others one number of 63 bits is
-- enough, for two blobs that share it by chance only get rows of their own.
WITH repeated AS (
  SELECT blob_low
  FROM (
    SELECT l.blob_low
    FROM layers l
    JOIN current_reports r ON r.report = l.report AND r.batch = l.batch
    UNION ALL
    SELECT config_low AS blob_low
    FROM current_images
    WHERE config_low IS NOT NULL
  ) held
  GROUP BY blob_low
  HAVING count(*) > 1
)
SELECT
  blob_high, blob_low,
  CASE WHEN blob_low IS NULL THEN sum(bytes) ELSE max(bytes) END AS bytes,
  CASE WHEN blob_low IS NULL THEN sum(unknown) ELSE min(unknown) END AS unknown,
  CASE WHEN blob_low IS NULL THEN NULL ELSE min(nullif(bytes, 0)) END AS least_bytes,
  sum(images) AS images, max(layer) AS layer, min(place) AS one_place, max(place) AS other_place
FROM (
  SELECT
    CASE WHEN r.blob_low IS NULL THEN NULL ELSE h.blob_high END AS blob_high, r.blob_low,
    CASE WHEN r.blob_low IS NULL THEN h.place END AS lone_place, CASE WHEN r.blob_low IS NULL THEN h.layer END AS lone_layer,
    h.bytes, CASE WHEN h.bytes IS NULL THEN 1 ELSE 0 END AS unknown, h.images, h.layer, h.place
  FROM held_blobs h
  LEFT JOIN repeated r ON r.blob_low = h.blob_low
) each
GROUP BY blob_high, blob_low, lone_place, lone_layer
