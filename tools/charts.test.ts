import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, promtool } from '@portcall/real-parts';

const charts = join(__dirname, '../charts');

function checked(...folder: readonly string[]): { readonly code: number | null; readonly said: string } {
  const { status, stderr } = spawnSync(process.execPath, [join(__dirname, 'charts.mjs'), '--check', ...folder], {
    encoding: 'utf8',
  });
  return { code: status, said: stderr };
}

describe('charts/', () => {
  it('is what the catalogs say', () => {
    expect(checked()).toEqual({ code: 0, said: '' });
  }, 120_000);

  it('is stale where a file was changed or taken away', () => {
    const copy = mkdtempSync(join(tmpdir(), 'portcall-charts-'));
    try {
      cpSync(charts, copy, { recursive: true });
      appendFileSync(join(copy, 'rules/notification.rules.yml'), '\n');
      rmSync(join(copy, 'dashboards/mini_chat.dashboard.json'));
      expect(checked(copy)).toEqual({
        code: 1,
        said: [
          'charts/dashboards/mini_chat.dashboard.json is stale; write it anew with npm run charts\n',
          'charts/rules/notification.rules.yml is stale; write it anew with npm run charts\n',
        ].join(''),
      });
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }, 120_000);

  describeWith('promtool', 'to promtool', () => {
    it('has rules that pass their tests', async () => {
      const cwd = join(charts, 'rules');
      const files = readdirSync(cwd);
      const [tests, rules] = [true, false].map((isTest) =>
        files.filter((file) => file.endsWith('.test.yml') === isTest),
      );
      expect(await promtool(['check', 'rules', ...rules!], '', { cwd })).toMatchObject({ code: 0 });
      expect(await promtool(['test', 'rules', ...tests!], '', { cwd })).toMatchObject({ code: 0 });
    }, 90_000);
  });
});
