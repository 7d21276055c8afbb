-- The metric by the column :column and period: at most twelve values and the last 24 periods, a year over its first.
CREATE TEMPORARY TABLE report_cells ON COMMIT DROP AS
SELECT value, i, s, place
FROM (SELECT *, dense_rank() OVER (ORDER BY total DESC, value) AS place
      FROM (SELECT *, sum(responses(s)) OVER (PARTITION BY value) AS total
            FROM (SELECT pg_temp.name(:"column"::text) AS value, date_trunc(:'unit', :"date"::timestamp) AS period, :summary AS s
                  FROM :table AS answers WHERE :dated GROUP BY 1, 2) AS cells) AS totals) AS ranked
     JOIN (SELECT i, period FROM report_periods) AS periods USING (period)
WHERE place <= 12 AND i >= (SELECT max(i) - 23 FROM report_periods);

SELECT '<section><h2>By ' || pg_temp.html(:'heading') || ' and ' || :'unit' || '</h2><p class="faint legend"><span class="key above"></span>above the ' || :'label' || ' of all answers<span class="key below"></span>below it; without a colour, fewer than ten answers</p>'
       || '<div class="scroll"><table class="months"><thead><tr><td></td>'
       || string_agg(format('<th scope="col" aria-label="%s">%s</th>', name,
              CASE WHEN rest = '' THEN year WHEN year IS DISTINCT FROM before THEN year || '<br>' || rest ELSE rest END), '' ORDER BY i) || '</tr></thead><tbody>'
FROM (SELECT *, lag(year) OVER (ORDER BY i) AS before
      FROM (SELECT i, name, left(name, 4) AS year, replace(substr(name, 6), '-', '&#8209;') AS rest FROM report_periods) AS parts
      WHERE i >= (SELECT max(i) - 23 FROM report_periods)) AS headings;
-- Light shades, so that dark letters can be read on all of them. Few answers are far from the others by chance.
SELECT string_agg('<tr><th scope="row">' || pg_temp.html(value) || '</th>' || cells || '</tr>', '' ORDER BY place) || '</tbody></table></div></section>'
FROM (SELECT value, place, string_agg(format('<td%s%s>%s</td>', CASE WHEN n >= 10 AND depth <> 0 THEN format(' style="background:hsl(%s 65%% %s%%)"', CASE WHEN depth < 0 THEN 24 ELSE 204 END, round(94 - 38 * abs(depth))) END,
                                                CASE WHEN n > 0 THEN format(' title="%s answer%s"', n, CASE WHEN n > 1 THEN 's' END) ELSE '' END, pg_temp.shown(shown, :decimals - 1)), '' ORDER BY i) AS cells
      FROM (SELECT v.value, v.place, p.i, responses(c.s) AS n, :metric(c.s) AS shown,
                   coalesce((:metric(c.s) - :metric(t.s)) / nullif(max(abs(:metric(c.s) - :metric(t.s))) FILTER (WHERE responses(c.s) >= 10) OVER (), 0), 0) AS depth
            FROM (SELECT DISTINCT value, place FROM report_cells) AS v CROSS JOIN (SELECT i FROM report_periods WHERE i >= (SELECT max(i) - 23 FROM report_periods)) AS p
                 LEFT JOIN report_cells AS c USING (value, i) CROSS JOIN report_total AS t) AS placed
      GROUP BY value, place) AS lines;
