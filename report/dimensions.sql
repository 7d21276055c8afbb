-- The metric by each of the columns :by_1 to :by_6 that there are, called :heading_1 to :heading_6, and by the first and time together.
\set column :by_1
\set heading :heading_1
\ir by_dimension.sql
\if :has_date
  \ir by_month.sql
\endif
SELECT :dimensions >= 2 AS has_2, :dimensions >= 3 AS has_3, :dimensions >= 4 AS has_4, :dimensions >= 5 AS has_5, :dimensions >= 6 AS has_6 \gset
\if :has_2
  \set column :by_2
  \set heading :heading_2
  \ir by_dimension.sql
\endif
\if :has_3
  \set column :by_3
  \set heading :heading_3
  \ir by_dimension.sql
\endif
\if :has_4
  \set column :by_4
  \set heading :heading_4
  \ir by_dimension.sql
\endif
\if :has_5
  \set column :by_5
  \set heading :heading_5
  \ir by_dimension.sql
\endif
\if :has_6
  \set column :by_6
  \set heading :heading_6
  \ir by_dimension.sql
\endif
