import { join } from 'node:path';
import { type Child, eventually, type PrometheusSample, runNode } from '@portcall/real-parts';
import { portcall } from '../run-doctor.js';

const CATALOGS = join(__dirname, 'recorded-catalogs.mjs');

/** What the program writes of the catalogs that the application records, as JSON. */
export async function written<T>(command: string, ...options: readonly string[]): Promise<readonly T[]> {
  const { stdout, stderr } = await portcall([command, CATALOGS, '--json', ...options]);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as readonly T[];
}

export function startApp(env: Readonly<Record<string, string>>): Child {
  const metrics = { OTEL_EXPORTER_PROMETHEUS_PORT: '0', OTEL_METRIC_EXPORT_INTERVAL: '500' };
  return runNode(join(__dirname, 'recording-app.mjs'), {
    env: { ...metrics, OTEL_TRACES_EXPORTER: 'none', ...env },
    timeoutMs: 110_000,
  });
}

/** Every query has data; not all at one moment, for on a busy machine a scrape may come too late. */
export async function expectData(
  ask: (query: string) => Promise<readonly PrometheusSample[]>,
  queries: readonly string[],
): Promise<void> {
  expect(queries.length).toBeGreaterThan(250);
  let missing = [...new Set(queries)];
  await eventually(
    async () => {
      const answers = await Promise.all(missing.map(ask));
      missing = missing.filter((_, at) => answers[at]?.length === 0);
      return missing.length === 0;
    },
    { timeoutMs: 60_000, everyMs: 500, what: () => `data for\n${missing.slice(0, 20).join('\n')}` },
  );
}
