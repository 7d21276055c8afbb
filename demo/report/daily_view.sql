-- One small summary for every day (and :dimensions), from which all that follows is rolled up.
\timing on
CREATE MATERIALIZED VIEW :"view" AS
  SELECT :"date"::date AS day :dimensions, :summary AS summary
  FROM responses GROUP BY 1 :dimensions;
\timing off
