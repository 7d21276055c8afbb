-- How the answers are spread over the scale.
SELECT '<section><h2>How the answers are spread</h2><p class="faint legend"><span class="key good"></span>' || good || '<span class="key middle"></span>' || middle || '<span class="key bad"></span>' || bad
       || '</p><div class="scroll"><table><thead><tr><th scope="col" class="number">answer</th><th scope="col" class="number">answers</th><th scope="col" class="number">percent</th><th scope="col"></th></tr></thead><tbody>'
FROM (VALUES ('nps', 'promoters', 'passives', 'detractors'), ('csat', 'satisfied', 'between', 'not satisfied'), ('ces', 'easy', 'between', 'hard')) AS keys (metric, good, middle, bad)
WHERE metric = :'metric';
SELECT string_agg(format('<tr><td class="number">%s</td><td class="number">%s</td><td class="number">%s</td><td><svg class="bar" width="240" height="14" viewBox="0 0 240 14" preserveAspectRatio="none" aria-hidden="true"><rect class="%s" width="%s" height="14"/></svg></td></tr>',
         score, pg_temp.counted(responses), pg_temp.shown(percent, 1), CASE WHEN score >= :good THEN 'good' WHEN score <= :bad THEN 'bad' ELSE 'middle' END,
         pg_temp.place(percent, 0, most, 240)), '' ORDER BY score DESC) || '</tbody></table></div></section>'
FROM (SELECT d.*, max(percent) OVER () AS most FROM report_total, distribution(s) AS d) AS points;
