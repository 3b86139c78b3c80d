-- What do reports say in numbers alone?
SELECT coalesce(sum(rejected), 0) AS rejected, coalesce(sum(more_conflicts), 0) AS more_conflicts
FROM current_reports
