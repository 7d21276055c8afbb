// The model of dashboards/cube, compiled by Cube's own compiler: prints the SQL of each case, as JSON, on the last line.
const { readFileSync } = require('fs');
const { prepareCompiler, PostgresQuery } = require('@cubejs-backend/schema-compiler');

const [model] = process.argv.slice(2);
const METRICS = ['responses', 'promoters', 'detractors', 'nps', 'nps_low', 'nps_high', 'csat', 'csat_low', 'csat_high', 'ces'];
const measures = METRICS.map(name => `survey.${name}`);
const year = [{ dimension: 'survey.day', granularity: 'year' }];
const CASES = {
  all: { measures },
  segment: { measures, dimensions: ['survey.segment'] },
  touchpoint: { measures, dimensions: ['survey.touchpoint'] },
  channel: { measures, dimensions: ['survey.channel'] },
  year: { measures, timeDimensions: year },
};

(async () => {
  const files = [{ fileName: 'survey.js', content: readFileSync(model, 'utf8') }];
  // Models in YAML or Python would need these.
  const nativeInstance = { newJinjaEngine: () => ({ loadTemplate() {}, renderTemplate() {} }), loadPythonContext: async () => ({}) };
  const { compiler, joinGraph, cubeEvaluator } = prepareCompiler(
    { localPath: () => '.', dataSchemaFiles: async () => files }, { nativeInstance, standalone: true });
  await compiler.compile();
  const answer = {};
  for (const [name, asked] of Object.entries(CASES))
    for (const [way, preAggregations] of Object.entries({ view: false, rollup: true })) {
      const query = new PostgresQuery({ joinGraph, cubeEvaluator, compiler }, { timezone: 'UTC', ...asked, ...(preAggregations ? {} : { preAggregationQuery: true }) });
      const [sql, parameters] = query.buildSqlAndParams();
      const tables = preAggregations ? query.preAggregations.preAggregationsDescription() : [];
      answer[`${name} from the ${way}`] = { sql, parameters, tables: tables.map(t => ({ name: t.tableName, load: t.loadSql })) };
    }
  console.log(JSON.stringify(answer));
})().catch(error => { console.error(error); process.exit(1); });
