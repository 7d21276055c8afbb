-- The metric by the column :column and period: at most twelve values and the last 24 periods.
CREATE TEMPORARY TABLE report_cells ON COMMIT DROP AS
SELECT value, i, s, place
FROM (SELECT *, dense_rank() OVER (ORDER BY total DESC, value) AS place
      FROM (SELECT *, sum(responses(s)) OVER (PARTITION BY value) AS total
            FROM (SELECT coalesce(:"column"::text, '(none)') AS value, date_trunc(:'unit', :"date"::timestamp) AS period, :summary AS s
                  FROM :table AS answers WHERE :"date" IS NOT NULL AND :"measure" IS NOT NULL GROUP BY 1, 2) AS cells) AS totals) AS ranked
     JOIN (SELECT i, period FROM report_periods) AS periods USING (period)
WHERE place <= 12 AND i >= (SELECT max(i) - 23 FROM report_periods);

SELECT '<section><h2>By ' || pg_temp.html(:'column') || ' and ' || :'unit' || '</h2><div class="scroll"><table class="months"><thead><tr><td></td>'
       || string_agg('<th scope="col">' || replace(name, '-', '&#8209;') || '</th>', '' ORDER BY i) || '</tr></thead><tbody>'
FROM report_periods WHERE i >= (SELECT max(i) - 23 FROM report_periods);
-- Light shades, so that dark letters can be read on all of them.
SELECT string_agg('<tr><th scope="row">' || pg_temp.html(value) || '</th>' || cells || '</tr>', '' ORDER BY place) || '</tbody></table></div></section>'
FROM (SELECT value, place, string_agg(format('<td style="background:hsl(%s 65%% %s%%)"%s>%s</td>', CASE WHEN depth < 0 THEN 24 ELSE 204 END, round(94 - 38 * abs(depth)),
                                                CASE WHEN n > 0 THEN format(' title="%s answers"', n) ELSE '' END, pg_temp.shown(shown, :decimals - 1)), '' ORDER BY i) AS cells
      FROM (SELECT v.value, v.place, p.i, responses(c.s) AS n, :metric(c.s) AS shown,
                   coalesce((:metric(c.s) - :metric(t.s)) / nullif(max(abs(:metric(c.s) - :metric(t.s))) OVER (), 0), 0) AS depth
            FROM (SELECT DISTINCT value, place FROM report_cells) AS v CROSS JOIN (SELECT i FROM report_periods WHERE i >= (SELECT max(i) - 23 FROM report_periods)) AS p
                 LEFT JOIN report_cells AS c USING (value, i) CROSS JOIN report_total AS t) AS placed
      GROUP BY value, place) AS lines;
