import { spawnSync } from 'node:child_process';
import { pythonEnvironment, realPart } from './real-parts.js';

const PROGRAM = `
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
for line in sys.stdin:
    try:
        families = list(text_string_to_metric_families(json.loads(line)))
        print(json.dumps([[s.name, s.labels, str(s.value)] for f in families for s in f.samples]))
    except Exception as e:
        print(json.dumps(repr(e)))
`;

/** What a text holds, or why it is refused. */
export type OpenMetricsAnswer = readonly OpenMetricsSample[] | string;
export type OpenMetricsSample = readonly [name: string, labels: Readonly<Record<string, string>>, value: string];

/** What the parser of Prometheus' client for Python, which nobody of ours wrote, makes of texts in OpenMetrics 1.0. */
export function openMetricsAnswers(texts: readonly string[]): readonly OpenMetricsAnswer[] {
  const { stdout, stderr } = spawnSync(realPart('prometheus_client'), ['-c', PROGRAM], {
    input: texts.map((text) => JSON.stringify(text)).join('\n'),
    env: pythonEnvironment(),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const answers = stdout.trimEnd().split('\n');
  if (answers.length !== texts.length) throw new Error(`${answers.length} answers to ${texts.length} texts: ${stderr}`);
  return answers.map((answer) => JSON.parse(answer) as OpenMetricsAnswer);
}
