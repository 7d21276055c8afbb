CREATE AGGREGATE rollup(score_summary) (
    SFUNC = score_summary_add, STYPE = score_summary, INITCOND = 'empty', SSPACE = 448,
    COMBINEFUNC = score_summary_add,
    MSFUNC = score_summary_add, MINVFUNC = score_summary_subtract,
    MSTYPE = score_summary, MINITCOND = 'empty',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(score_summary) IS
'Merges summaries: the same, to the last bit, as one summary of all their responses. NULL summaries are left out; empty if there are none. Works as a sliding window. Errors: 42804 for different scales or kinds, 22003 beyond 90000000000000000 responses at a point.';

