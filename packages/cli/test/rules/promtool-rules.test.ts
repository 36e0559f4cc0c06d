import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, type PromtoolAnswer, promtool } from '@portcall/real-parts';
import type { BackEnd } from '../../src/lint/profile.js';
import { BACKENDS, PATHS, type QueriedBackend } from '../../src/queries/backend.js';
import { boundSpellings } from '../../src/queries/bucket-bound.js';
import { rulesOf, type ScopeRules } from '../../src/rules/rule-files.js';
import { yamlText } from '../../src/rules/yaml-text.js';
import { catalogs, everyKind, everything } from './promising-catalogs.js';

jest.setTimeout(120_000);

const ALERTING = { for: '5m', runbook: undefined };
const SCRAPED: QueriedBackend = BACKENDS.prometheus3;

type Part = 'promtool' | 'promtool-3';

/** What the real promtool says of rules, and of the tests that prove them. */
async function examined(scopes: readonly ScopeRules[], part: Part): Promise<readonly PromtoolAnswer[]> {
  const cwd = mkdtempSync(join(tmpdir(), 'portcall-rules-'));
  try {
    for (const { file, rules, testFile, tests } of scopes) {
      writeFileSync(join(cwd, file), yamlText(rules));
      writeFileSync(join(cwd, testFile), yamlText(tests));
    }
    const check = await promtool(['check', 'rules', ...scopes.map(({ file }) => file)], '', { part, cwd });
    const test = await promtool(['test', 'rules', ...scopes.map(({ testFile }) => testFile)], '', { part, cwd });
    return [check, test];
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** Prometheus 2 knows neither names in quotes nor native histograms in its tests. */
const classicOnly = (scopes: readonly ScopeRules[]): readonly ScopeRules[] =>
  scopes.map((scope) => ({
    ...scope,
    tests: {
      ...scope.tests,
      tests: scope.tests.tests.filter(
        ({ input_series }) => !input_series.some(({ values }) => values.startsWith('{{')),
      ),
    },
  }));

describe.each<Part>(['promtool', 'promtool-3'])('the rules of every catalog, to %s', (part) => {
  describeWith(part, 'of a real Prometheus', () => {
    it.each(part === 'promtool' ? [SCRAPED.path] : PATHS)(
      'are rules by the names of the path %s, and every alert fires and stays silent',
      async (path) => {
        const all = rulesOf(path === SCRAPED.path ? catalogs : everyKind, { ...SCRAPED, path, ...ALERTING });
        const scopes = part === 'promtool' ? classicOnly(all) : all;
        for (const { code, stdout, stderr } of await examined(scopes, part)) {
          expect({ code, said: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, said: '' });
        }
      },
    );
  });
});

describeWith('promtool-3', 'the rules for other back ends', () => {
  it.each<BackEnd>(['collector', 'victoriametrics'])('are rules where %s is asked', async (name) => {
    const options = { ...BACKENDS[name], for: '2h', runbook: 'https://wiki.example/#' };
    const scopes = rulesOf(everyKind, options);
    for (const { code, stdout, stderr } of await examined(scopes, 'promtool-3')) {
      expect({ code, said: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, said: '' });
    }
  });
});

describe('what the tests show', () => {
  it('is every alert firing, and every alert staying silent', () => {
    for (const { rules, tests } of rulesOf(catalogs, { ...SCRAPED, ...ALERTING })) {
      const alerts = rules.groups.flatMap((group) =>
        group.rules.flatMap((rule) => ('alert' in rule ? [rule.alert] : [])),
      );
      const shown = tests.tests.flatMap((test) => test.alert_rule_test);
      const firing = shown.filter(({ exp_alerts }) => exp_alerts.length > 0).map(({ alertname }) => alertname);
      const silent = shown.filter(({ exp_alerts }) => exp_alerts.length === 0).map(({ alertname }) => alertname);
      expect([...new Set(firing)].sort()).toEqual([...alerts].sort());
      expect([...new Set(silent)].sort()).toEqual([...alerts].sort());
    }
  });
});

/** Each is what somebody might have written in place of it. */
const MISTAKES: readonly (readonly [what: string, from: RegExp, to: string])[] = [
  ['a bucket by one spelling only', /le=~"5\|5\\\\.0"/g, 'le="5"'],
  [
    'parts that are not 0 while they are missing',
    /\n {2}or label_replace\(-/g,
    '\n  - on (job, instance) label_replace(',
  ],
  ['what is in flight forgotten', /\nunless on \(job, instance\) \(sum by[^)]*\) \([^)]*\) != 0\)/g, ''],
  ['the series limit forgotten', /\nunless on \(job, instance\) \(count by[\s\S]*?\)\)\)/g, ''],
  ['the long window only', /\n {2}and\n[^\n]*/g, ''],
  ['events of the wrong value', /result=~"late\|lost"/g, 'result="late"'],
  ['good events for bad ones', /1 - \(sum/g, '(sum'],
  ['a page that wants ten times as much', /> (14\.4|6|13\.44|5\.6) \*/g, '> 10 * $1 *'],
  ['a ticket that a tenth is enough for', /> 1 \*/g, '> 0.1 *'],
];

describeWith('promtool-3', 'a mistake in the rules', () => {
  it.each(MISTAKES)('is noticed by their tests: %s', async (_, from, to) => {
    const made = rulesOf([everything], { ...SCRAPED, ...ALERTING });
    let changed = 0;
    const mistaken = made.map((scope) => {
      const text = JSON.stringify(scope.rules, (key, value: unknown) => {
        if (key !== 'expr' || typeof value !== 'string') return value;
        const wrong = value.replace(from, to);
        changed += wrong === value ? 0 : 1;
        return wrong;
      });
      return { ...scope, rules: JSON.parse(text) as ScopeRules['rules'] };
    });
    expect(changed).toBeGreaterThan(0);
    const [, test] = await examined(mistaken, 'promtool-3');
    expect(test?.code).not.toBe(0);
  });
});

it.each<[number, readonly string[]]>([
  [5, ['5', '5.0']],
  [2.5, ['2.5']],
  [0.005, ['0.005']],
  [1_000_000, ['1000000', '1e+06']],
  [65_536, ['65536', '65536.0']],
  [1_048_576, ['1048576', '1.048576e+06']],
  [0.000_01, ['0.00001', '1e-05']],
  [1e-7, ['1e-7', '1e-07', '0.0000001']],
  [2 ** 40, ['1099511627776', '1.099511627776e+12']],
])('the bound %d is written in all the ways in which it comes', (bound, spellings) => {
  expect(boundSpellings(bound)).toEqual(spellings);
});
