-- What moves the metric: the ratings in the columns :drivers, called :driver_headings, a line each, by their importance.
SELECT string_to_array(:'driver_headings', E'\n') AS driver_names, string_agg(quote_ident(name) || '::double precision', ', ' ORDER BY place) AS driver_columns
FROM unnest(string_to_array(:'drivers', E'\n')) WITH ORDINALITY AS drivers (name, place) \gset

SELECT '<section><h2>What moves ' || :'label' || '</h2><p class="faint">' || CASE WHEN r_squared(d) IS NULL THEN 'Nothing can be told of ' || pg_temp.counted(responses(d)) || ' answers with all ratings: they are too few, or alike, or one rating is the same in all or follows from the others.</p>' ELSE 'How much of the differences between answers each rating explains, as a part of the '
       || pg_temp.shown(100 * r_squared(d), 0) || '% that all of them explain; and how many points of ' || :'label' || ' go with one point more of it, the others being equal. '
       || pg_temp.counted(responses(d)) || ' answers have all ratings, ' || pg_temp.counted(incomplete(d)) || ' have not and are left out. What goes along is not always what causes.</p>' END
       || '<div class="scroll"><table><thead><tr><th scope="col">driver</th><th scope="col" class="number">importance, %</th><th scope="col"></th><th scope="col" class="number">mean rating</th><th scope="col" class="number">points of '
       || :'label' || ' a point</th><th scope="col" class="number">p-value</th></tr></thead><tbody>' || rows || '</tbody></table></div></section>'
FROM (SELECT driver_summary(:outcome, :driver_columns) AS d FROM :table AS answers) AS summary,
     LATERAL (SELECT string_agg(format('<tr><th scope="row">%s</th><td class="number">%s</td><td>%s</td><td class="number">%s</td><td class="number">%s</td><td class="number">%s</td></tr>',
                       pg_temp.html(driver), pg_temp.shown(importance, 1), pg_temp.share_bar(importance, most), pg_temp.shown(mean, 2),
                       CASE WHEN coefficient > 0 THEN '+' ELSE '' END || pg_temp.shown(coefficient, :decimals + 1),
                       CASE WHEN p_value < 0.0001 THEN 'below 0.0001' ELSE pg_temp.shown(p_value::numeric, 4) END), '' ORDER BY importance DESC NULLS LAST, driver) AS rows
              FROM (SELECT *, max(importance) OVER () AS most FROM driver_importance(d, :'driver_names')) AS ranked) AS shown
WHERE rows IS NOT NULL;
