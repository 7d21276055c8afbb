-- The metric over time: with its interval, what was to be expected of each period, and when it changed.

-- Periods so long that there are enough of them and not too many.
SELECT unit, step, shape
FROM (SELECT max(:"date")::date - min(:"date")::date AS days FROM :table AS answers WHERE :dated) AS span,
     (VALUES (21, 'day', '1 day', 'YYYY-MM-DD'), (150, 'week', '1 week', 'YYYY-MM-DD'), (1900, 'month', '1 month', 'YYYY-MM'),
             (7400, 'quarter', '3 months', 'YYYY "Q"Q'), (2147483647, 'year', '1 year', 'YYYY')) AS units (most, unit, step, shape)
WHERE days <= most ORDER BY most LIMIT 1 \gset

-- Periods without answers are rows, too.
CREATE TEMPORARY TABLE report_periods ON COMMIT DROP AS
WITH summaries AS (
  SELECT date_trunc(:'unit', :"date"::timestamp) AS period, :summary AS s
  FROM :table AS answers WHERE :dated GROUP BY 1
), periods AS (
  SELECT generate_series(min(period), max(period), :'step'::interval) AS period FROM summaries
)
SELECT row_number() OVER w - 1 AS i, period, to_char(period, :'shape') AS name, s, :metric(s) AS value, :ci_low(s) AS low, :ci_high(s) AS high,
       :expected(s) OVER w AS expected, :expected_low(s) OVER w AS expected_low, :expected_high(s) OVER w AS expected_high, :regime(s) OVER w AS regime
FROM periods LEFT JOIN summaries USING (period) WINDOW w AS (ORDER BY period);

-- The chart's scale: what the intervals need, and as much of the expectation as does not press them flat.
CREATE TEMPORARY TABLE report_scale ON COMMIT DROP AS
SELECT step, greatest(floor(bottom / step) * step, :lowest) AS bottom, least(ceil(top / step) * step, :highest) AS top, periods
FROM (SELECT greatest(least(min(low), min(expected_low)), min(low) - (max(high) - min(low)) / 4) AS bottom,
             least(greatest(max(high), max(expected_high)), max(high) + (max(high) - min(low)) / 4) AS top, count(*) AS periods
      FROM report_periods) AS needed,
     LATERAL (SELECT step FROM unnest(ARRAY[0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50]) AS step
              WHERE step >= (top - bottom) / 7 ORDER BY step LIMIT 1) AS steps;

CREATE TEMPORARY TABLE report_points ON COMMIT DROP AS
SELECT p.*, 60 + round(885 * (i + 0.5) / periods, 1) AS x, 262 - pg_temp.place(value, bottom, top, 250) AS y,
       262 - pg_temp.place(low, bottom, top, 250) AS y_low, 262 - pg_temp.place(high, bottom, top, 250) AS y_high,
       262 - pg_temp.place(expected_low, bottom, top, 250) AS y_expected_low, 262 - pg_temp.place(expected_high, bottom, top, 250) AS y_expected_high
FROM report_periods AS p, report_scale;

CREATE TEMPORARY TABLE report_regimes ON COMMIT DROP AS
SELECT regime, min(name) AS first, max(name) AS last, min(x) AS from_x, max(x) AS to_x, rollup(s) AS s, lag(rollup(s)) OVER (ORDER BY regime) AS before
FROM report_points GROUP BY regime;

SELECT '<section><h2>' || :'label' || ' by ' || :'unit' || '</h2><p class="faint legend"><span class="key main"></span>' || :'label' || ' with its interval'
       || CASE WHEN bool_or(expected_high > expected_low) THEN '<span class="key band"></span>where the periods before lead to expect it' ELSE '' END
       || CASE WHEN max(regime) > min(regime) THEN '<span class="key change"></span>stretches in which it is constant but for chance' ELSE '' END || '</p><div class="scroll"><svg class="chart" viewBox="0 0 960 300" role="img" aria-labelledby="over-time-title over-time-description"><title id="over-time-title">'
       || :'label' || ' by ' || :'unit' || '</title><desc id="over-time-description">' || count(s) || ' periods from ' || min(name) || ' to ' || max(name)
       || '; the lowest is ' || pg_temp.shown(min(value), :decimals) || ', the highest ' || pg_temp.shown(max(value), :decimals) || '. All numbers are in the table below.</desc>'
FROM report_points;
SELECT string_agg(format('<line class="%s" x1="52" x2="952" y1="%s" y2="%2$s"/><text x="44" y="%s" text-anchor="end">%s</text>',
         CASE WHEN mark = 0 THEN 'zero' ELSE 'grid' END, y, y + 4, round(mark, scale(step))), '')
FROM report_scale, generate_series(bottom, top, step) AS mark, LATERAL (SELECT 262 - pg_temp.place(mark, bottom, top, 250) AS y) AS marks;
SELECT string_agg(format('<text x="%s" y="286" text-anchor="middle">%s</text>', x, name), '' ORDER BY i)
FROM report_points, report_scale WHERE i % ceil(periods / 9.0) = 0;
-- An area as wide as its period, so that a gap is a gap.
SELECT string_agg(format('<rect class="band" x="%s" y="%s" width="%s" height="%s"/>', round(x - 442.5 / periods, 1), y_expected_high, round(885.0 / periods, 1), y_expected_low - y_expected_high), '')
FROM report_points, report_scale WHERE expected_high > expected_low;
SELECT string_agg(format('<line class="regime" x1="%s" x2="%s" y1="%s" y2="%3$s"/>', from_x - 8, to_x + 8, 262 - pg_temp.place(:metric(s), bottom, top, 250)), '' ORDER BY regime)
FROM report_regimes, report_scale WHERE (SELECT count(*) FROM report_regimes) > 1;
SELECT '<path class="series" d="' || string_agg(CASE WHEN before IS NULL THEN 'M' ELSE 'L' END || x || ' ' || y, '' ORDER BY i) || '"/>'
FROM (SELECT *, lag(value) OVER (ORDER BY i) AS before FROM report_points) AS points WHERE value IS NOT NULL;
SELECT string_agg(format('<g><title>%s: %s, from %s to %s, %s answers</title><line class="whisker" x1="%6$s" x2="%6$s" y1="%7$s" y2="%8$s"/><circle class="main" cx="%6$s" cy="%9$s" r="%10$s"/></g>',
         name, pg_temp.shown(value, :decimals), pg_temp.shown(low, :decimals), pg_temp.shown(high, :decimals), pg_temp.counted(responses(s)), x, y_low, y_high, y,
         CASE WHEN periods > 60 THEN 2 ELSE 3.5 END), '' ORDER BY i) || '</svg></div>'
FROM report_points, report_scale WHERE value IS NOT NULL;

SELECT '<div class="scroll"><table><thead><tr><th scope="col">stretch</th><th scope="col" class="number">answers</th><th scope="col" class="number">' || :'label'
       || '</th><th scope="col" class="number">change</th></tr></thead><tbody>'
       || string_agg(format('<tr><th scope="row">%s</th><td class="number">%s</td><td class="number">%s</td><td class="number">%s</td></tr>', CASE WHEN first = last THEN first ELSE first || ' to ' || last END,
              pg_temp.counted(responses(s)), pg_temp.shown(:metric(s), :decimals), coalesce(CASE WHEN :metric(s) > :metric(before) THEN '+' ELSE '' END || pg_temp.shown(:metric(s) - :metric(before), :decimals), '')), '' ORDER BY regime) || '</tbody></table></div>'
FROM report_regimes;
SELECT '<details><summary>All periods in numbers</summary><div class="scroll"><table id="periods"><thead><tr><th scope="col">' || :'unit' || '</th><th scope="col" class="number">answers</th><th scope="col" class="number">' || :'label'
       || '</th><th scope="col" class="number">from</th><th scope="col" class="number">to</th><th scope="col" class="number">expected</th><th scope="col" class="number">from</th><th scope="col" class="number">to</th></tr></thead><tbody>'
       || string_agg(format('<tr><th scope="row">%s</th><td class="number">%s</td>%s</tr>', name, pg_temp.counted(coalesce(responses(s), 0)),
              (SELECT string_agg('<td class="number">' || pg_temp.shown(number, :decimals) || '</td>', '' ORDER BY place) FROM unnest(ARRAY[value, low, high, expected, expected_low, expected_high]) WITH ORDINALITY AS numbers (number, place))), '' ORDER BY i)
       || '</tbody></table></div></details></section>'
FROM report_points;
