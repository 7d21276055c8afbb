-- The metric of all answers, and how they are spread over the scale.
\set computed ''
\set shown ''
\if :has_weight
  \set computed ', ' :weighted ' AS weighted'
  \set shown ', weighted AS "weighted ' :label '"'
\endif
\timing on
SELECT responses(s), :metric AS :"label" :shown, round(mean(s), 2) AS mean, round(median(s), 1) AS median,
       round(stddev(s), 2) AS "standard deviation"
FROM (SELECT :summary AS s :computed FROM responses) AS everything;
SELECT d.score, d.responses, round(d.percent, 1) AS percent, bar(d.percent, 0, max(d.percent) OVER (), 30) AS " "
FROM (SELECT :summary AS s FROM responses) AS everything, distribution(s) AS d
ORDER BY d.score DESC;
\timing off
