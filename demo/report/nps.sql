-- The report shall be about NPS, from the scores in the column :measure.
\set name nps
\set label NPS
\set summary nps_summary( :"measure" )
\set metric 'round(nps(s), 1)'
\set weighted 'round(weighted_nps(' :"measure" ', ' :"weight" '), 1)'
\set weighted_by_comments 'round(sentiment_weighted_nps(s), 1)'
\set bar 'nps_bar(s, 30)'
\set bar_label 'promoters █ passives ▒ detractors ░'
\set interval 'nps_ci_low(s), nps(s), nps_ci_high(s)'
\set lowest_bound 'nps_ci_low(s)'
\set highest_bound 'nps_ci_high(s)'
\set points_label '0 to 10'
\set impact 'nps_impact(s, total)'
\set p_value 'nps_p_value(s, total - s)'
