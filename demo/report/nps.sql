-- The report shall be about NPS, from the scores in the column :measure.
\set label NPS
\set summary nps_summary( :"measure" )
\set metric 'round(nps(s), 1)'
\set weighted 'round(weighted_nps(' :"measure" ', ' :"weight" '), 1)'
\set weighted_by_comments 'round(sentiment_weighted_nps(s), 1)'
\set bar 'report.bar(promoters(s), passives(s), responses(s))'
\set bar_label 'promoters █ passives ▒ detractors ░'
\set points_label '0 to 10'
