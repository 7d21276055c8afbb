-- The metric by the column :column: share of answers against score, interval, distribution. The largest thirty values.
-- What the distributions show is in numbers, too.
SELECT '<section><h2>By ' || pg_temp.html(:'heading') || '</h2><div class="scroll"><table class="segments"><thead><tr><th scope="col">' || pg_temp.html(:'heading')
       || '</th><th scope="col" class="number">answers</th><th scope="col" class="share">share</th><th scope="col" class="number">' || :'label'
       || '</th><th scope="col" class="number">from</th><th scope="col" class="number">to</th><th scope="col">interval</th><th scope="col">distribution</th></tr></thead><tbody>'
       || string_agg(format('<tr><th scope="row">%s</th><td class="number">%s</td><td class="share">%s</td><td class="number">%s</td><td class="number">%s</td><td class="number">%s</td><td>%s</td><td>%s</td></tr>',
              pg_temp.html(value), pg_temp.counted(responses(s)), pg_temp.share_bar(responses(s), most), pg_temp.shown(:metric(s), :decimals),
              pg_temp.shown(:ci_low(s), :decimals), pg_temp.shown(:ci_high(s), :decimals), pg_temp.whisker(:ci_low(s), :metric(s), :ci_high(s), lowest, highest),
              pg_temp.columns(s, :good, :bad)), '' ORDER BY :metric(s) DESC, value)
       || '</tbody></table></div><details><summary>The distributions in percent</summary><div class="scroll"><table><thead><tr><th scope="col">' || pg_temp.html(:'heading') || '</th>'
       || (SELECT string_agg('<th scope="col" class="number">' || score || '</th>', '' ORDER BY score) FROM report_total AS total, distribution(total.s)) || '</tr></thead><tbody>'
       || string_agg('<tr><th scope="row">' || pg_temp.html(value) || '</th>' || percentages || '</tr>', '' ORDER BY :metric(s) DESC, value)
       || '</tbody></table></div></details>' || CASE WHEN max(all_values) > 30 THEN format('<p class="faint">The 30 with the most answers of %s.</p>', max(all_values)) ELSE '' END || '</section>'
FROM (SELECT *, min(:ci_low(s)) OVER () AS lowest, max(:ci_high(s)) OVER () AS highest, max(responses(s)) OVER () AS most,
             (SELECT string_agg('<td class="number">' || pg_temp.shown(percent, 1) || '</td>', '' ORDER BY score) FROM distribution(s)) AS percentages
      FROM (SELECT pg_temp.name(:"column"::text) AS value, :summary AS s, row_number() OVER (ORDER BY count(:"measure") DESC, pg_temp.name(:"column"::text)) AS place, count(*) OVER () AS all_values
            FROM :table AS answers WHERE :"measure" IS NOT NULL GROUP BY 1) AS groups
      WHERE place <= 30) AS shown;
