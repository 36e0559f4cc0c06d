import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { counter, defineCatalog, slo } from '@portcall/metrics';
import { describeWith, promtool, realPart } from '@portcall/real-parts';
import { stringify } from 'yaml';
import { DEFAULT_BACKEND } from '../../src/queries/backend.js';
import { rulesOf } from '../../src/rules/rule-files.js';

jest.setTimeout(120_000);

const OBJECTIVE = 99;

const catalog = defineCatalog({
  scope: 'shop',
  metrics: {
    requests: counter({ name: 'requests', description: 'Requests.' }),
    errors: counter({ name: 'errors', description: 'Requests that failed.' }),
  },
  slos: [
    slo({
      name: 'requests',
      description: 'Requests succeed.',
      objective: OBJECTIVE / 100,
      bad: 'errors',
      total: 'requests',
    }),
  ],
});

/** The same objective, as Sloth is told of it. */
const SLOTH = {
  version: 'prometheus/v1',
  service: 'shop',
  slos: [
    {
      name: 'requests',
      objective: OBJECTIVE,
      description: 'Requests succeed.',
      sli: {
        events: {
          error_query: 'sum by (job) (rate(shop_errors_total[{{.window}}]))',
          total_query: 'sum by (job) (rate(shop_requests_total[{{.window}}]))',
        },
      },
      alerting: {
        name: 'SlothRequests',
        page_alert: { labels: { severity: 'page' } },
        ticket_alert: { labels: { severity: 'ticket' } },
      },
    },
  ],
};

/** Errors of 1,000 requests a minute: so many, for so many minutes. */
const WEEK: readonly (readonly [errors: number, minutes: number])[] = [
  [0, 120],
  [1_000, 4],
  [0, 200],
  [200, 45],
  [5, 300],
  [80, 400],
  [0, 900],
  [35, 1_440],
  [12, 1_440],
  [0, 400],
  [144, 90],
  [61, 400],
  [9, 300],
];
const MINUTES = WEEK.reduce((sum, [, minutes]) => sum + minutes, 0);

describeWith('sloth', 'the alerts of an objective, and those that Sloth writes for the same', () => {
  let cwd: string;
  beforeAll(() => {
    cwd = mkdtempSync(join(tmpdir(), 'portcall-sloth-'));
    writeFileSync(join(cwd, 'slo.yml'), stringify(SLOTH));
    execFileSync(realPart('sloth'), ['generate', '-i', 'slo.yml', '-o', 'sloth.yml'], { cwd, stdio: 'ignore' });
    const [ours] = rulesOf([catalog], { ...DEFAULT_BACKEND, for: '5m', runbook: undefined });
    writeFileSync(join(cwd, 'ours.yml'), stringify(ours!.rules));
    expect(readFileSync(join(cwd, 'sloth.yml'), 'utf8')).toContain('slo:sli_error:ratio_rate5m');
  });
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  describeWith('promtool-3', 'to promtool', () => {
    it('fire and are silent at the same samples, over a week with outages and slow burns', async () => {
      const minutes = Array.from({ length: Math.floor(MINUTES / 30) }, (_, at) => at * 30 + 10);
      const firing = (alert: string, severity: string): string =>
        `((count(ALERTS{alertname=~"${alert}", severity="${severity}", alertstate="firing"}) or vector(0)) > bool 0)`;
      const tests = {
        rule_files: ['ours.yml', 'sloth.yml'],
        evaluation_interval: '10m',
        tests: [
          {
            interval: '1m',
            input_series: [
              { series: 'shop_requests_total{job="app"}', values: `0+1000x${MINUTES}` },
              { series: 'shop_errors_total{job="app"}', values: errorsOf(WEEK) },
            ],
            promql_expr_test: ['page', 'ticket'].flatMap((severity) => [
              ...minutes.map((minute) => ({
                expr: `${firing('Shop.*', severity)} == bool ${firing('SlothRequests', severity)}`,
                eval_time: `${minute}m`,
                exp_samples: [{ labels: '{}', value: 1 }],
              })),
              // And both there is: samples at which they fire, and at which they do not.
              ...(['max', 'min'] as const).map((which) => ({
                expr: `${which}_over_time((${firing('Shop.*', severity)})[${MINUTES}m:10m])`,
                eval_time: `${MINUTES}m`,
                exp_samples: [{ labels: '{}', value: which === 'max' ? 1 : 0 }],
              })),
            ]),
          },
        ],
      };
      writeFileSync(join(cwd, 'tests.yml'), stringify(tests, { aliasDuplicateObjects: false }));
      const { code, stdout, stderr } = await promtool(['test', 'rules', 'tests.yml'], '', { part: 'promtool-3', cwd });
      expect({ code, said: code === 0 ? '' : (stdout + stderr).slice(0, 4_000) }).toEqual({ code: 0, said: '' });
    });
  });
});

function errorsOf(phases: typeof WEEK): string {
  let [reached, isFirst] = [0, true];
  const texts = phases.map(([errors, minutes]) => {
    const [start, steps] = isFirst ? [0, minutes] : [reached + errors, minutes - 1];
    isFirst = false;
    reached += errors * minutes;
    return `${start}+${errors}x${steps}`;
  });
  return texts.join(' ');
}
