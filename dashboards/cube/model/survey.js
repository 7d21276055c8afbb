// Over the plain view survey_metrics (dashboards/views.sql). Counts add up; metrics and bounds are computed of the sums, by
// the formulas of doc/bi.md, also from the pre-aggregation. 1.959963984540054 is for 95%: a measure of its own for it would
// not add up, and no pre-aggregation be used. Query in UTC: a date is midnight UTC to Cube.
cube('survey', {
  sql_table: 'survey_metrics',

  measures: {
    responses: { sql: 'responses', type: 'sum' },
    promoters: { sql: 'promoters', type: 'sum' },
    passives: { sql: 'passives', type: 'sum' },
    detractors: { sql: 'detractors', type: 'sum' },
    ratings: { sql: 'ratings', type: 'sum' },
    satisfied: { sql: 'satisfied', type: 'sum' },
    efforts: { sql: 'efforts', type: 'sum' },
    effort_total: { sql: 'effort_total', type: 'sum' },

    nps: { sql: `100.0 * (${promoters} - ${detractors}) / NULLIF(${responses}, 0)`, type: 'number', title: 'NPS' },
    nps_centre: { sql: `(1.0 * (${promoters} - ${detractors}) / (NULLIF(${responses}, 0) + 3))`, type: 'number', public: false },
    nps_half: {
      sql: `1.959963984540054 * SQRT(((${promoters} + ${detractors} + 1.5) / (NULLIF(${responses}, 0) + 3) - ${nps_centre} * ${nps_centre}) / (NULLIF(${responses}, 0) + 3))`,
      type: 'number', public: false,
    },
    nps_low: { sql: `CASE WHEN ${nps_centre} - ${nps_half} < -1 THEN -100 ELSE 100 * (${nps_centre} - ${nps_half}) END`, type: 'number', title: 'NPS, lower bound' },
    nps_high: { sql: `CASE WHEN ${nps_centre} + ${nps_half} > 1 THEN 100 ELSE 100 * (${nps_centre} + ${nps_half}) END`, type: 'number', title: 'NPS, upper bound' },
    csat: { sql: `100.0 * ${satisfied} / NULLIF(${ratings}, 0)`, type: 'number', title: 'CSAT' },
    csat_centre: { sql: `((${satisfied} + 1.959963984540054 * 1.959963984540054 / 2) / (NULLIF(${ratings}, 0) + 1.959963984540054 * 1.959963984540054))`, type: 'number', public: false },
    csat_half: {
      sql: `1.959963984540054 * SQRT(1.0 * ${satisfied} * (NULLIF(${ratings}, 0) - ${satisfied}) / NULLIF(${ratings}, 0) + 1.959963984540054 * 1.959963984540054 / 4) / (NULLIF(${ratings}, 0) + 1.959963984540054 * 1.959963984540054)`,
      type: 'number', public: false,
    },
    csat_low: { sql: `CASE WHEN ${csat_centre} - ${csat_half} < 0 THEN 0 ELSE 100 * (${csat_centre} - ${csat_half}) END`, type: 'number', title: 'CSAT, lower bound' },
    csat_high: { sql: `CASE WHEN ${csat_centre} + ${csat_half} > 1 THEN 100 ELSE 100 * (${csat_centre} + ${csat_half}) END`, type: 'number', title: 'CSAT, upper bound' },
    ces: { sql: `1.0 * ${effort_total} / NULLIF(${efforts}, 0)`, type: 'number', title: 'CES' },
  },

  dimensions: {
    day: { sql: 'day', type: 'time' },
    segment: { sql: 'segment', type: 'string' },
    touchpoint: { sql: 'touchpoint', type: 'string' },
    channel: { sql: 'channel', type: 'string' },
  },

  // Only what adds up is kept, so that months, quarters, years and all groups come from the same rows.
  pre_aggregations: {
    by_month: {
      measures: [CUBE.responses, CUBE.promoters, CUBE.passives, CUBE.detractors, CUBE.ratings, CUBE.satisfied, CUBE.efforts, CUBE.effort_total],
      dimensions: [CUBE.segment, CUBE.touchpoint, CUBE.channel],
      time_dimension: CUBE.day,
      granularity: 'month',
    },
  },
});
