-- Is the evidence complete: how many images are proven, and how?
SELECT verdict, proof, reason, count(*) AS images, count(DISTINCT digest_key) AS digests
FROM current_images
GROUP BY verdict, proof, reason
ORDER BY verdict, images DESC, proof, reason
