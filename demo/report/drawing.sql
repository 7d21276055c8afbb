-- What the report draws with. Three shades in a bar, one glyph per point of a scale, and a dot on a line.
CREATE SCHEMA IF NOT EXISTS report;

CREATE OR REPLACE FUNCTION report.bar(dark numeric, middle numeric, whole numeric) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT repeat('█', a) || repeat('▒', b - a) || repeat('░', 30 - b)
  FROM (SELECT round(30 * dark / whole)::integer AS a, round(30 * (dark + middle) / whole)::integer AS b) AS ends
$$;

CREATE OR REPLACE FUNCTION report.distribution(s score_summary) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg(CASE responses WHEN 0 THEN ' '
                         ELSE substr('▁▂▃▄▅▆▇█', 1 + floor(7.99 * responses / highest)::integer, 1) END, '' ORDER BY score)
  FROM (SELECT score, responses, max(responses) OVER () AS highest FROM distribution(s)) AS points
$$;

CREATE OR REPLACE FUNCTION report.dot(value numeric, lowest numeric, highest numeric) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT repeat('─', round(40 * (value - lowest) / greatest(highest - lowest, 0.1))::integer) || '●'
$$;

-- demo/run sets these where headings can be bold.
\if :{?bold}
\else
  \set bold ''
  \set plain ''
\endif

\pset border 1
\pset linestyle unicode
\pset null '–'
\pset footer off
\pset pager off
