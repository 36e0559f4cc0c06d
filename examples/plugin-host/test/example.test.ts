import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, describeWith, type Exit, runNode, startFaultReceiver } from '@portcall/real-parts';

const PROGRAM = join(__dirname, '../dist/main.mjs');
const BILLING_FILE = join(tmpdir(), `plugin-host-test-${process.pid}.jsonl`);
const WIDEST = 100;

const STATUSES: Readonly<Record<string, readonly string[]>> = {
  'addresses.check': ['dropped', 'failure', 'success'],
  'bundles.best': ['failure', 'success'],
  'markdown.outline': ['success'],
  'markdown.render': ['success'],
  'pricing.quote': ['failure', 'success'],
  'thumbnail.shrink': ['success'],
};
const KINDS = Object.entries(STATUSES).flatMap(([name, statuses]) => statuses.map((status) => [name, status]));

afterEach(() => rm(BILLING_FILE, { force: true }));

function startExample(env: Readonly<Record<string, string | undefined>> = {}): Child {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not there; run npm run build first`);
  return runNode(PROGRAM, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: undefined, BILLING_FILE, ...env }, timeoutMs: 60_000 });
}

async function runExample(env: Readonly<Record<string, string | undefined>> = {}): Promise<Exit> {
  await using child = startExample(env);
  return await child.exit;
}

/** The report's rows, in its order: function, status, three numbers, and whether they are equal. */
function rowsOf({ stdout }: Exit): readonly (readonly string[])[] {
  const lines = stdout.split('\n').map((line) => line.split(/ +/));
  return lines.filter((cells) => cells.length === 6 && /^(yes|NO)$/.test(cells[5] as string));
}

describeWith('rotel', 'the plugin host with an OTLP receiver', () => {
  let exit: Exit;
  let bills: readonly Readonly<Record<string, unknown>>[];
  beforeAll(async () => {
    exit = await runExample();
    const lines = (await readFile(BILLING_FILE, 'utf8')).trimEnd().split('\n');
    bills = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }, 70_000);

  it('ends well, and says which timer was left', () => {
    expect(exit).toMatchObject({ code: 0, signal: null, timedOut: false });
    expect(exit.stderr).toMatch(/^portcall: addresses\.check: its timer was left without .*\n$/);
    expect(exit.stdout).toContain('Observed problems: invocation.dropped addresses.check.\n');
  });

  it('shows every function with every status, the same for callers, at the receiver and in the billing file', () => {
    const rows = rowsOf(exit);
    expect(rows.map(([name, status]) => [name, status])).toEqual(KINDS);
    for (const [name, status, made, received, billed, equal] of rows) {
      expect([name, status, received, billed, equal]).toEqual([name, status, made, made, 'yes']);
      expect(Number(made)).toBeGreaterThan(0);
    }
    expect(exit.stdout).toContain(
      `callers, receiver and billing file: ${KINDS.length} of ${KINDS.length} rows are equal`,
    );
    expect(exit.stdout).not.toMatch(/^NO /m);
  });

  it('shows what its plugins did, failures and peaks of memory included', () => {
    expect(exit.stdout).toMatch(/^addresses\.check +\d+ +2 +1 .* timed out after 250 ms$/m);
    expect(exit.stdout).toMatch(/^bundles\.best +\d+ +2 +0 +[\d.]+ +[\d.]+ +32\.0 {2}Worker terminated/m);
    expect(exit.stdout).toMatch(/^pricing\.quote +\d+ +\d+ +0 .* nobody can buy 0 of something$/m);
    expect(exit.stdout).toContain('Threads replaced: addresses 2, bundles 2, markdown 0, pricing 0, thumbnail 0.\n');
    expect(exit.stdout).toContain('Calls of a function that is not there, refused and not recorded: 1.\n');
  });

  it('shows the lag of the slow subscriber, while the others miss nothing', () => {
    const [, , lagged] = /^slow subscriber +(\d+) +(\d+) +(\d+)$/m.exec(exit.stdout) ?? [];
    expect(Number(lagged)).toBeGreaterThan(1_000);
    expect(exit.stdout).toMatch(/^billing file +\d{4,} +0 +0$/m);
    expect(exit.stdout).toMatch(/^status table +\d{4,} +0 +0$/m);
    expect(exit.stdout).toMatch(/^ok {2}the host: \d+ calls\/s without the slow subscriber, \d+ with it \(\d+ %\)$/m);
  });

  it('bills every invocation with its time and its memory', () => {
    expect(bills).toHaveLength(rowsOf(exit).reduce((sum, [, , , , billed]) => sum + Number(billed), 0));
    for (const { wallTimeUs, memoryPeakBytes, startedAt } of bills) {
      expect([typeof wallTimeUs, typeof memoryPeakBytes]).toEqual(['number', 'number']);
      expect(new Date(startedAt as string).toISOString()).toBe(startedAt);
    }
  });

  it('is readable in a terminal', () => {
    expect(exit.stdout.split('\n').filter((line) => line.length > WIDEST)).toEqual([]);
  });
});

it('sends to the receiver that the environment names, and says that it cannot read it', async () => {
  await using receiver = await startFaultReceiver();
  const exit = await runExample({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  expect(exit.stdout).toContain(`OTLP receiver  ${receiver.url}\n`);
  expect(exit.stdout).toContain('ok  callers and billing file (receiver: not readable here): ');
  expect(exit.code).toBe(0);
}, 70_000);

it('ends at once when it is interrupted, and has billed what it did', async () => {
  await using child = startExample({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
  await child.waitForLine(/^billing file/);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const { code, durationMs, stdout } = await child.kill('SIGINT');
  expect(code).toBe(130);
  expect(durationMs).toBeLessThan(20_000);
  expect(stdout).not.toContain('Observed problems');
  const lines = (await readFile(BILLING_FILE, 'utf8')).trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(JSON.parse(line)).toHaveProperty('plugin');
}, 70_000);
