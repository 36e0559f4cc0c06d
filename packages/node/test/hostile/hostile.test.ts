import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runNode, startFaultReceiver } from '@portcall/real-parts';
import { build } from 'esbuild';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const CALLS_PER_SEED = 100_000;

/** Control characters, and those that turn the direction of text. */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/u;

describe('a million hostile calls of everything that records, traces or tells', () => {
  // Inside the package, where its imports are found.
  const folder = mkdtempSync(join(__dirname, '.bundle-'));
  const program = join(folder, 'hostile-app.mjs');

  beforeAll(async () => {
    const packages = ['core', 'exporters', 'invocations', 'metrics', 'node', 'ports', 'trace'];
    await build({
      entryPoints: [join(__dirname, 'hostile-app.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: [...packages.map((name) => `@portcall/${name}`), '@opentelemetry/api', 'fast-check'],
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(SEEDS)(
    'let nothing out into the app, with seed %i',
    async (seed) => {
      await using receiver = await startFaultReceiver();
      const { code, stdout, stderr } = await runNode(program, {
        args: [String(seed), String(CALLS_PER_SEED)],
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_EXPORTER_PROMETHEUS_PORT: '0' },
        timeoutMs: 120_000,
      }).exit;
      expect(JSON.parse(stdout)).toMatchObject({ calls: CALLS_PER_SEED, polluted: false, faults: [] });
      expect(code).toBe(0);
      // A line per problem, and nothing in it that a terminal would obey.
      const lines = stderr.trimEnd().split('\n');
      expect(lines.filter((line) => !line.startsWith('portcall: ') || UNSAFE.test(line)).slice(0, 5)).toEqual([]);
    },
    130_000,
  );
});
