-- What the pictures are made of. The functions live as long as the session.

-- Text as HTML shows it.
CREATE FUNCTION pg_temp.html(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT replace(replace(replace(replace(value, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;')
$$;

-- What a group is called; what is empty or blank has no name.
CREATE FUNCTION pg_temp.name(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(nullif(btrim(value), ''), '(none)')
$$;

-- A number as it is shown everywhere; a dash for none, written so that any encoding has it.
CREATE FUNCTION pg_temp.shown(value numeric, decimals integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(round(value, decimals)::text, '&ndash;')
$$;

-- 12345 as 12,345, whatever the locale.
CREATE FUNCTION pg_temp.counted(value bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT ltrim(to_char(value, '999G999G999G999G999G990'))
$$;

-- Where a value lies on a length, with one decimal; cut at both ends.
CREATE FUNCTION pg_temp.place(value numeric, lowest numeric, highest numeric, length numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$
  SELECT round(length * least(greatest(CASE WHEN highest > lowest THEN (value - lowest) / (highest - lowest) ELSE 0.5 END, 0), 1), 1)
$$;

-- A value with its interval as a line; with a mark at 0 where that is between the ends.
CREATE FUNCTION pg_temp.whisker(low numeric, value numeric, high numeric, lowest numeric, highest numeric) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT '<svg width="180" height="18" viewBox="0 0 180 18" role="img"><title>Interval</title><desc>' || round(value, 2) || ', from ' || round(low, 2) || ' to ' || round(high, 2) || '</desc>'
    || CASE WHEN lowest < 0 AND highest > 0
            THEN format('<line class="grid" x1="%1$s" x2="%1$s" y1="0" y2="18"/>', 5 + pg_temp.place(0, lowest, highest, 170)) ELSE '' END
    || format('<line class="whisker" x1="%s" x2="%s" y1="9" y2="9"/><circle class="main" cx="%s" cy="9" r="4"/></svg>',
              5 + pg_temp.place(low, lowest, highest, 170), 5 + pg_temp.place(high, lowest, highest, 170), 5 + pg_temp.place(value, lowest, highest, 170))
$$;

-- A share of a whole as a bar; nothing where there is none.
CREATE FUNCTION pg_temp.share_bar(part numeric, whole numeric) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN part IS NULL OR whole = 0 THEN '' ELSE format('<svg width="80" height="14" viewBox="0 0 80 14" aria-hidden="true"><rect class="middle" width="%s" height="14"/></svg>', pg_temp.place(part, 0, whole, 80)) END
$$;

-- A distribution: a column for each point of the scale, in the colour of what it counts for.
CREATE FUNCTION pg_temp.columns(s score_summary, good integer, bad integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT format('<svg width="%s" height="34" viewBox="0 0 %1$s 34" role="img"><title>Distribution</title><desc>%s</desc>', 12 * count(*), string_agg(score || ': ' || round(percent, 1) || '%', ', ' ORDER BY score))
    || string_agg(format('<rect class="%s" x="%s" y="%s" width="10" height="%s"><title>%s: %s%%</title></rect>',
                         CASE WHEN score >= good THEN 'good' WHEN score <= bad THEN 'bad' ELSE 'middle' END,
                         12 * (score - first), 34 - pg_temp.place(percent, 0, most, 34), pg_temp.place(percent, 0, most, 34), score, round(percent, 1)), '' ORDER BY score)
    || '</svg>'
  FROM (SELECT *, min(score) OVER () AS first, max(percent) OVER () AS most FROM distribution(s)) AS points
$$;
