-- How the report looks.

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
