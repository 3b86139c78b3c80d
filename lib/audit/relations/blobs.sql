-- Every blob once in the whole fleet, with its largest known size, how many images have it as a layer, and whether one
-- namespace alone holds it (`one_place` = `other_place`).
SELECT
  blob_high, blob_low, max(bytes) AS bytes, min(nullif(bytes, 0)) AS least_bytes, sum(images) AS images,
  max(layer) AS layer, min(place) AS one_place, max(place) AS other_place
FROM held_blobs
GROUP BY blob_high, blob_low
