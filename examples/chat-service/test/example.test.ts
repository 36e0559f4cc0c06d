import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chatCatalog } from '@portcall/ports';
import { describeWith, type Exit, runNode, startFaultReceiver } from '@portcall/real-parts';

const PROGRAM = join(__dirname, '../dist/main.mjs');
const WIDEST = 100;

/** A row of the table: three numbers, and whether all series are the same in all three places. */
interface Row {
  readonly recorded: string;
  readonly receiver: string;
  readonly endpoint: string;
  readonly equal: string;
}

function rowsOf({ stdout }: Exit): ReadonlyMap<string, Row> {
  const rows = stdout.split('\n').map((line) => line.trim().split(/ {2,}|(?<![:]) /));
  return new Map(
    rows
      .filter((cells) => cells.length === 5)
      .map(([name = '', recorded = '', receiver = '', endpoint = '', equal = '']) => [
        `mini_chat_${name}`,
        { recorded, receiver, endpoint, equal },
      ]),
  );
}

async function runExample(
  env: Readonly<Record<string, string | undefined>> = {},
  nodeArgs: readonly string[] = [],
): Promise<Exit> {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not there; run npm run build first`);
  await using child = runNode(PROGRAM, {
    nodeArgs,
    env: { OTEL_EXPORTER_PROMETHEUS_PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: undefined, ...env },
    timeoutMs: 25_000,
  });
  return await child.exit;
}

describeWith('rotel', 'the chat service with an OTLP receiver', () => {
  let exit: Exit;
  beforeAll(async () => {
    exit = await runExample();
  }, 30_000);

  it('ends well', () => {
    expect(exit).toMatchObject({ code: 0, signal: null, timedOut: false });
    expect(exit.stderr).not.toContain('portcall:');
  });

  it('shows every metric as recorded, received and exposed alike', () => {
    const rows = rowsOf(exit);
    for (const { name } of Object.values(chatCatalog().metrics)) {
      const { recorded = 'no row', ...elsewhere } = rows.get(name) ?? {};
      expect([name, elsewhere]).toEqual([name, { receiver: recorded, endpoint: recorded, equal: 'yes' }]);
    }
  });

  it('has had a reason to record each of them', () => {
    const idle = Object.values(chatCatalog().metrics)
      .filter(({ kind }) => kind !== 'upDownCounter')
      .filter(({ name }) => /^(0|nothing)$/.test(rowsOf(exit).get(name)?.recorded ?? 'nothing'));
    expect(idle.map(({ name }) => name)).toEqual([]);
  });

  it('ends with no active stream, and with both relations', () => {
    expect(exit.stdout).toContain('0 streams are active; 2 of 2 relations hold\n');
  });

  it('is readable in a terminal', () => {
    const tooWide = exit.stdout.split('\n').filter((line) => line.length > WIDEST);
    expect(tooWide).toEqual([]);
  });
});

it('sends to the receiver that the environment names, and says that it cannot read it', async () => {
  await using receiver = await startFaultReceiver();
  const exit = await runExample({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  expect(exit.stdout).toContain(`OTLP receiver  ${receiver.url}\n`);
  expect(new Set(receiver.metrics().map(({ name }) => name)).size).toBe(40);
  expect(exit.stdout).toContain('all 40 metrics are equal (receiver: not readable here)\n');
  expect(exit.code).toBe(0);
}, 30_000);

/** Run before the program: npm leaves rotel out on all platforms but one. */
const WITHOUT_ROTEL = `
  import Module from 'node:module';
  const resolve = Module._resolveFilename;
  Module._resolveFilename = (name, ...rest) => {
    if (name.startsWith('@streamfold/')) throw new Error('not installed');
    return resolve(name, ...rest);
  };
`;

it('goes on with Prometheus alone where there is no receiver for the machine', async () => {
  const exit = await runExample({}, ['--import', `data:text/javascript,${encodeURIComponent(WITHOUT_ROTEL)}`]);
  expect(exit.stdout).toContain('rotel, the OTLP receiver, is not available on this machine.\n');
  expect(exit.stdout).toContain('all 40 metrics are equal (receiver: not readable here)\n');
  expect(exit.code).toBe(0);
}, 30_000);
