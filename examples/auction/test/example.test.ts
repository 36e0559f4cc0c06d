import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith, type Exit, runNode, startFaultReceiver, startPostgres } from '@portcall/real-parts';

const PROGRAM = join(__dirname, '../dist/main.mjs');
const WIDEST = 100;

const OUTCOMES: Readonly<Record<string, readonly string[]>> = {
  closeLot: ['error', 'ok'],
  createLot: ['error', 'ok'],
  endAuction: ['ok'],
  feed: ['abandoned', 'error', 'ok'],
  getLot: ['error', 'ok'],
  getLots: ['ok'],
  openAuction: ['error', 'ok'],
  placeBid: ['error', 'ok', 'rolled_back'],
};
const KINDS = Object.entries(OUTCOMES).flatMap(([fnName, outcomes]) => outcomes.map((outcome) => [fnName, outcome]));

async function runExample(
  env: Readonly<Record<string, string | undefined>> = {},
  nodeArgs: readonly string[] = [],
): Promise<Exit> {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not there; run npm run build first`);
  const own = { OTEL_EXPORTER_PROMETHEUS_PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: undefined, DATABASE_URL: undefined };
  await using child = runNode(PROGRAM, { nodeArgs, env: { ...own, ...env }, timeoutMs: 40_000 });
  return await child.exit;
}

/** The table's rows, in its order: function, outcome, five numbers, and whether they are equal. */
function rowsOf({ stdout }: Exit): readonly (readonly string[])[] {
  const lines = stdout.split('\n').map((line) => line.split(/ +/));
  return lines.filter((cells) => cells.length === 8 && /^(yes|NO)$/.test(cells[7] as string));
}

/** The tree's lines below the newest call that begins like this, that call's own included. */
function callOf({ stdout }: Exit, beginning: RegExp): readonly string[] {
  const lines = stdout.split('\n');
  const start = lines.findIndex((line) => beginning.test(line));
  const end = lines.findIndex((line, index) => index > start && !/^[├│└ ]/.test(line));
  return lines.slice(start, end);
}

describeWith('rotel', 'the auction with an OTLP receiver', () => {
  let exit: Exit;
  beforeAll(async () => {
    exit = await runExample();
  }, 45_000);

  it('ends well', () => {
    expect(exit).toMatchObject({ code: 0, signal: null, timedOut: false });
    expect(exit.stderr).toBe('');
  });

  it('shows every function with every outcome, the same at the clients, in the log and at the receiver', () => {
    const rows = rowsOf(exit);
    expect(rows.map(([fnName, outcome]) => [fnName, outcome])).toEqual(KINDS);
    for (const [fnName, outcome, made, logged, spans, operations, events, equal] of rows) {
      expect([fnName, outcome, logged, spans, events, equal]).toEqual([fnName, outcome, made, made, operations, 'yes']);
      expect(Number(made)).toBeGreaterThan(0);
    }
    expect(exit.stdout).toContain(`all ${KINDS.length} rows are equal\n`);
  });

  it('shows the transaction of a bid that was rolled back', () => {
    expect(callOf(exit, /^placeBid .* rolled_back BID_TOO_LOW$/)).toEqual([
      expect.stringMatching(/^placeBid \(\w.*\) +mutation +\d+\.\d ms {2}rolled_back BID_TOO_LOW$/),
      expect.stringMatching(/^├─ begin +\d+\.\d ms {2}ok$/),
      expect.stringMatching(/^├─ query lots +1 row +\d+\.\d ms {2}ok$/),
      expect.stringMatching(/^├─ insert bids +1 row +\d+\.\d ms {2}ok$/),
      expect.stringMatching(/^├─ update lots +0 rows +\d+\.\d ms {2}ok$/),
      expect.stringMatching(/^└─ rollback +\d+\.\d ms {2}ok$/),
    ]);
  });

  it('shows the calls that a call made below it, on behalf of the same user', () => {
    const [root, ...below] = callOf(exit, /^endAuction /);
    expect(root).toMatch(/^endAuction \(auctioneer\) +action +\d+\.\d ms {2}ok$/);
    expect(below.filter((line) => /^[├└]/.test(line))).toEqual([
      expect.stringMatching(/^├─ getLots \(auctioneer\) +query .* ok$/),
      expect.stringMatching(/^├─ closeLot \(auctioneer\) +mutation .* ok$/),
      expect.stringMatching(/^├─ closeLot \(auctioneer\) +mutation .* ok$/),
      expect.stringMatching(/^└─ closeLot \(auctioneer\) +mutation .* ok$/),
    ]);
    expect(below.filter((line) => /^(│ {2}| {3})└─ update lots +1 row /.test(line))).toHaveLength(3);
  });

  it('shows streams that were left in the middle, operations that failed and closings that are due', () => {
    expect(callOf(exit, /^feed .* abandoned$/).at(-1)).toMatch(/^└─ streamed \d+ chunks?, \d+ bytes$/);
    expect(callOf(exit, /^openAuction .* error 23514$/).at(-1)).toMatch(/^└─ insert auctions .* failed 23514$/);
    expect(callOf(exit, /^createLot .* ok$/).at(-1)).toMatch(/^└─ scheduled closeLot in \d+ ms$/);
  });

  it('runs the closings that were scheduled, each linked to the call that scheduled it', () => {
    expect(exit.stdout).toContain('5 of 5 scheduled closings link back to the call that scheduled them\n');
  });

  it('is readable in a terminal', () => {
    expect(exit.stdout.split('\n').filter((line) => line.length > WIDEST)).toEqual([]);
  });
});

describeWith('postgres', 'the auction on a server', () => {
  it('makes its tables, and finds them when it comes again', async () => {
    await using server = await startPostgres();
    for (const when of ['first', 'again']) {
      const { code, stdout, stderr } = await runExample({ DATABASE_URL: server.url });
      expect([when, code, stderr]).toEqual([when, 0, '']);
      expect(stdout).toContain('Postgres         the server of DATABASE_URL\n');
      expect(stdout).toContain(`all ${KINDS.length} rows are equal`);
    }
  }, 90_000);
});

it('sends to the receiver that the environment names, and says that it cannot read it', async () => {
  await using receiver = await startFaultReceiver();
  const exit = await runExample({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  expect(exit.stdout).toContain(`OTLP receiver    ${receiver.url}\n`);
  expect(exit.stdout).toContain(`all ${KINDS.length} rows are equal (receiver: not readable here)\n`);
  expect(exit.code).toBe(0);
}, 45_000);

/** Run before the program: npm leaves rotel out on all platforms but one. */
const WITHOUT_ROTEL = `
  import Module from 'node:module';
  const resolve = Module._resolveFilename;
  Module._resolveFilename = (name, ...rest) => {
    if (name.startsWith('@streamfold/')) throw new Error('not installed');
    return resolve(name, ...rest);
  };
`;

it('goes on without where there is no receiver for the machine', async () => {
  const exit = await runExample({}, ['--import', `data:text/javascript,${encodeURIComponent(WITHOUT_ROTEL)}`]);
  expect(exit.stdout).toContain('rotel, the OTLP receiver, is not available on this machine.\n');
  expect(exit.stdout).toContain(`all ${KINDS.length} rows are equal (receiver: not readable here)\n`);
  expect(exit.stdout).toContain('5 closings were scheduled and have run\n');
  expect(exit.code).toBe(0);
}, 45_000);
