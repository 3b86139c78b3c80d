-- What does storage really cost? Once as every image adds up, once with each blob counted once.
SELECT
  i.images, i.indexes, i.digests, i.layer_bytes,
  b.distinct_layer_bytes, b.distinct_bytes, b.unknown_blobs + i.unnamed_configs AS unknown_sizes
FROM (
  SELECT
    count(*) AS images, coalesce(sum(CASE WHEN type = 'index' THEN 1 ELSE 0 END), 0) AS indexes,
    count(DISTINCT digest_key) AS digests,
    coalesce(sum(CASE WHEN type = 'image' THEN layer_bytes END), 0) AS layer_bytes,
    coalesce(sum(CASE WHEN config_verdict IS NOT NULL AND config_digest IS NULL THEN 1 ELSE 0 END), 0) AS unnamed_configs
  FROM current_images
) i
CROSS JOIN (
  SELECT
    coalesce(sum(CASE WHEN layer = 1 THEN bytes END), 0) AS distinct_layer_bytes,
    coalesce(sum(bytes), 0) AS distinct_bytes,
    coalesce(sum(unknown), 0) AS unknown_blobs
  FROM blobs
) b
