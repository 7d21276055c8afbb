-- The report shall be about CES, from the efforts in the column :measure on the scale 1..:points, high = easy.
\set name ces
\set label CES
\set summary ces_summary( :"measure" ', ' :points )
\set metric 'round(ces(s), 2)'
\set weighted 'round(weighted_ces(' :"measure" ', ' :"weight" ', ' :points '), 2)'
\set weighted_by_comments 'round(sentiment_weighted_ces(s), 2)'
\set bar 'bar(ces(s), 1, ' :points ', 30)'
\set bar_label 'mean of 1 to ' :points
\set interval 'ces_ci_low(s), ces(s), ces_ci_high(s)'
\set lowest_bound 'ces_ci_low(s)'
\set highest_bound 'ces_ci_high(s)'
\set points_label '1 to ' :points
\set impact 'ces_impact(s, total)'
\set p_value 'ces_p_value(s, total - s)'
