-- The report shall be about CSAT, from the ratings in the column :measure on the scale 1..:points.
\set name csat
\set label 'CSAT %'
\set summary csat_summary( :"measure" ', ' :points )
\set metric 'round(csat(s), 1)'
\set weighted 'round(weighted_csat(' :"measure" ', ' :"weight" ', ' :points '), 1)'
\set weighted_by_comments 'round(sentiment_weighted_csat(s), 1)'
\set bar 'bar(csat(s), 0, 100, 30)'
\set bar_label '0 to 100%'
\set interval 'csat_ci_low(s), csat(s), csat_ci_high(s)'
\set lowest_bound 'csat_ci_low(s)'
\set highest_bound 'csat_ci_high(s)'
\set points_label '1 to ' :points
\set impact 'csat_impact(s, total)'
\set p_value 'csat_p_value(s, total - s)'
