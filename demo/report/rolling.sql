-- The metric of the 30 days up to each day; shown: every :step days from :first to :last, those without answers of
-- their own, too.
\timing on
SELECT day, responses(s), :metric AS :"label",
       interval_bar(:interval, min(:lowest_bound) OVER (), max(:highest_bound) OVER ()) AS "with its 95% interval"
FROM (SELECT day, rollup(daily) OVER (ORDER BY day RANGE BETWEEN '29 days' PRECEDING AND CURRENT ROW) AS s
      FROM (SELECT day, rollup(summary) AS daily
            FROM (SELECT day, summary FROM :"view" WHERE day IS NOT NULL
                  UNION ALL
                  SELECT shown::date, NULL FROM generate_series(:'last'::date, :'first', :step * interval '-1 day') AS shown) AS answers
            GROUP BY day) AS days) AS windows
WHERE day BETWEEN :'first' AND :'last' AND (:'last'::date - day) % :step = 0 AND responses(s) > 0
ORDER BY day;
\timing off
