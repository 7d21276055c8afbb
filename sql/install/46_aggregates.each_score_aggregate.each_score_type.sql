-- The aggregates of scores, one for each of score_aggregate.records.

CREATE AGGREGATE SCORE_AGGREGATE(PARAMETERS) (
    SFUNC = accumulate_ACCUMULATION, STYPE = score_summary, INITCOND = 'empty', OPTIONS,
    COMBINEFUNC = score_summary_add,
    MSFUNC = accumulate_ACCUMULATION, MINVFUNC = accumulate_ACCUMULATION_inverse,
    MSTYPE = score_summary, MINITCOND = 'empty',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE SCORE_AGGREGATE(PARAMETERS) IS
'MEANING';

