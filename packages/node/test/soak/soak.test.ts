import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runNode } from '@portcall/real-parts';

interface Window {
  /** In use after a garbage collection. */
  readonly bytes: number;
  /** Per run. */
  readonly micros: number;
  readonly depth: number;
}

/** `npm run soak` runs them whole; a tenth of the way shows whatever grows with every run, too. */
const SHARE = process.env['PORTCALL_SOAK'] === 'whole' ? 1 : 1 / 10;

/** What may stay per run: less than the smallest object a run could leave behind. */
const BYTES_PER_RUN = 16;
/** Caches that fill, code that is compiled. */
const SLACK_BYTES = 4_000_000;
/** Of a process that keeps a thousand calls and waits with some spans. */
const MOST_BYTES = 64_000_000;

const PROGRAMS: readonly (readonly [what: string, program: string, runs: number, bytesPerRun: number])[] = [
  ['polls, retries and reconnects that start themselves anew', 'polls', 50_000, BYTES_PER_RUN],
  ['one stream that call after call returns', 'shared-streams', 50_000, BYTES_PER_RUN],
  ['requests that go out', 'requests', 100_000, BYTES_PER_RUN],
  ['registrations and shutdowns', 'registrations', 1_000, 1_000],
  ['observers that come and go', 'observers', 100_000, BYTES_PER_RUN],
  ['traced calls with ids cut from big bodies', 'big-bodies', 1_000_000, BYTES_PER_RUN],
];

describe.each(PROGRAMS)('%s', (_, program, wholeRuns, bytesPerRun) => {
  const runs = Math.round(wholeRuns * SHARE);
  const receiver = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  let windows: readonly Window[];

  beforeAll(async () => {
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const { port } = receiver.address() as AddressInfo;
    const { code, stdout, stderr } = await runNode(join(__dirname, `${program}.mjs`), {
      nodeArgs: ['--expose-gc'],
      args: [String(runs)],
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
        OTEL_EXPORTER_PROMETHEUS_PORT: '0',
        // Spans that wait are no leak, and how many do depends on how fast the machine is.
        OTEL_BSP_MAX_QUEUE_SIZE: '512',
        OTEL_BSP_SCHEDULE_DELAY: '200',
      },
      timeoutMs: 30 * 60_000,
    }).exit;
    if (code !== 0) throw new Error(`${program} ended with ${code}: ${stderr}`);
    windows = (JSON.parse(stdout) as { windows: Window[] }).windows;
  }, 31 * 60_000);

  afterAll(() => receiver.close());

  it('keep nothing: memory has no slope', () => {
    const settled = windows.slice(5).map(({ bytes }) => bytes);
    const growth = slopeOf(settled) * (settled.length - 1);
    const grownRuns = (runs / windows.length) * (settled.length - 1);
    expect(growth).toBeLessThan(SLACK_BYTES + grownRuns * bytesPerRun);
  });

  it('keep little: what is in use stays below a bound', () => {
    expect(Math.max(...windows.map(({ bytes }) => bytes))).toBeLessThan(MOST_BYTES);
  });

  it('take as long at the end as at the beginning', () => {
    const early = median(windows.slice(2, 8).map(({ micros }) => micros));
    const late = median(windows.slice(-6).map(({ micros }) => micros));
    expect(late).toBeLessThan(3 * early + 5);
  });

  it('lay no context over the last one', () => {
    expect(Math.max(...windows.map(({ depth }) => depth))).toBeLessThanOrEqual(2);
  });
});

/** By least squares, per step. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const up = values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0);
  const across = values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
  return up / across;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}
