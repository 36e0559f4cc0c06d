import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, freePort, runNode, startCollector, startTap } from '@portcall/real-parts';

const CANARY = 'canary-7f3a';
const DATA = `data-${CANARY}`;
const SPOOL = `spool-${CANARY}`;
const CREDENTIALS = Buffer.from(`${CANARY}:${CANARY}`).toString('base64');

/** Everything that telemetry says of itself, in any way, with a canary in everything that it is given. */
async function saidWith(receiver: string, protocol: string, dir: string): Promise<string> {
  const url = receiver.replace('://', `://${CANARY}:${CANARY}@`);
  const app = runNode(join(__dirname, 'canaries.mjs'), {
    args: [dir, DATA],
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/?key=${CANARY}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_EXPORTER_OTLP_HEADERS: `x-key=${CANARY},authorization=Bearer%20${CANARY}`,
    },
  });
  const { code, stdout, stderr } = await app.exit;
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^(portcall: .*\n)+$/) });
  return stdout + stderr;
}

function expectNoCanary(said: string): void {
  for (const secret of [CANARY, CREDENTIALS]) expect(said).not.toContain(secret);
}

describeWith('engines', 'secrets in URL, headers, labels, attributes, errors and the path of a spool', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'canaries-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(['http/protobuf', 'http/json', 'grpc'])(
    'are not told as %s, neither while a Collector refuses nor when it takes what was kept',
    async (protocol) => {
      await using collector = await startCollector({ refusing: true });
      await using tap = await startTap(protocol === 'grpc' ? collector.grpcUrl : collector.url);
      const dir = join(folder, `${SPOOL}-${protocol.replace('/', '-')}`);
      const refused = await saidWith(tap.url, protocol, dir);
      expect(refused).toContain('data refused due to high memory usage');
      expect(refused).toContain('kept on disk');
      expectNoCanary(refused);

      await collector.liftLimit();
      const taken = await saidWith(tap.url, protocol, dir);
      expect(taken).not.toContain('kept on disk');
      expectNoCanary(taken);
      expect(tap.sent().includes(DATA)).toBe(true);
      expect(tap.sent().includes(SPOOL)).toBe(false);
    },
    30_000,
  );

  it('are not told where the spool cannot be used, nor where nobody listens', async () => {
    const file = join(folder, SPOOL);
    await writeFile(file, '');
    const said = await saidWith(`http://127.0.0.1:${await freePort()}`, 'http/protobuf', join(file, SPOOL));
    expect(said).toContain('its folder cannot be written');
    expect(said).toContain('nothing listens');
    expectNoCanary(said);
  });
});
