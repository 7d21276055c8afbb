-- Errors as a person sees them, with the SQLSTATE that a program sees.
\set ON_ERROR_STOP off
SELECT nps(11);
\echo :LAST_ERROR_SQLSTATE
SELECT csat(2.5);
\echo :LAST_ERROR_SQLSTATE
SELECT weighted_nps(9, -1);
\echo :LAST_ERROR_SQLSTATE
SELECT weighted_nps(9, 1e-10);
\echo :LAST_ERROR_SQLSTATE
SELECT weighted_nps(9, NULL);
\echo :LAST_ERROR_SQLSTATE
SELECT csat(3, NULL);
\echo :LAST_ERROR_SQLSTATE
SELECT csat(3, 11);
\echo :LAST_ERROR_SQLSTATE
SELECT score_summary(3, 5, 1);
\echo :LAST_ERROR_SQLSTATE
SELECT net_sentiment(50.0);
\echo :LAST_ERROR_SQLSTATE
SELECT nps(csat_summary(5));
\echo :LAST_ERROR_SQLSTATE
SELECT nps_summary(5) + csat_summary(5);
\echo :LAST_ERROR_SQLSTATE
SELECT nps_summary(5) + weighted_score_summary(5, 1, 0, 10);
\echo :LAST_ERROR_SQLSTATE
SELECT nps_summary(5) - nps_summary(6);
\echo :LAST_ERROR_SQLSTATE
SELECT 'v1 1..5 counts 1,2,3'::score_summary;
\echo :LAST_ERROR_SQLSTATE
SELECT 'v1 comments 1'::comment_summary;
\echo :LAST_ERROR_SQLSTATE
SELECT 'v1 0..1 counts 1,90000000000000000'::score_summary + 'v1 0..1 counts 0,1';
\echo :LAST_ERROR_SQLSTATE
SELECT top_box('v1 1..5 counts 1,2,3,4,5', 6);
\echo :LAST_ERROR_SQLSTATE
SELECT percentile('v1 1..5 counts 1,2,3,4,5', 90);
\echo :LAST_ERROR_SQLSTATE
SELECT at_least('v1 1..5 counts 1,2,3,4,5', -1);
\echo :LAST_ERROR_SQLSTATE
SELECT make_score_summary(0, '{1,NULL}');
\echo :LAST_ERROR_SQLSTATE
SELECT decay_weight('2026-01-01'::date, '2026-02-01', '0 days');
\echo :LAST_ERROR_SQLSTATE
SELECT 11::score_0_to_10;
\echo :LAST_ERROR_SQLSTATE
