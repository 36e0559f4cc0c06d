import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FaultReceiver, type FaultRequest, startFaultReceiver } from '@portcall/real-parts';
import { runApp } from './run-app.js';

let receiver: FaultReceiver;
let dir: string;
beforeEach(async () => {
  receiver = await startFaultReceiver();
  dir = mkdtempSync(join(tmpdir(), 'terminated-'));
});
afterEach(async () => {
  await receiver.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** A worker thread that ends one span in each turn, `turns` of them, and stays up until it is ended. */
const workerThat = (turns: number, does: string, options = '') => `
  const told = new Promise((resolve) => process.once('SIGUSR2', resolve));
  const alive = setInterval(() => {}, 1_000);
  const { Worker } = await import('node:worker_threads');
  const worker = new Worker(\`
    const { registerInstrumentation } = require('@portcall/node');
    const { otlp } = require('@portcall/exporters');
    const { parentPort } = require('node:worker_threads');
    const exporter = otlp({ url: '${receiver.url}', spool: { dir: '${dir}' }, ${options} });
    const telemetry = registerInstrumentation({ exporters: [exporter], quiet: true });
    parentPort.on('message', (does) => eval(does));
    const turn = (left) => {
      if (left === 0) return parentPort.postMessage('done');
      telemetry.tracer.startSpan('span').setAttribute('number', left).end();
      setImmediate(turn, left - 1);
    };
    turn(${turns});
  \`, { eval: true, execArgv: [] });
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  const said = () => new Promise((resolve) => worker.once('message', resolve));
  await said();
  ${does}
  clearInterval(alive);
`;

/** Delivers what is in the folder. */
const nextProcess = () =>
  runApp(`
    const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}', spool: { dir: '${dir}' } })] });
    await telemetry.flush();
    await telemetry.shutdown();
  `).exit;

const numbers = () => receiver.spans().map(({ attributes }) => attributes['number'] as number);
const countedTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('a worker thread with a spool', () => {
  it.each(['http/protobuf', 'gzip'])(
    'loses nothing of turns that are over when it is terminated (%s)',
    async (kind) => {
      receiver.behave({ kind: 'status', status: 503 });
      const options = kind === 'gzip' ? `compression: 'gzip'` : '';
      await runApp(workerThat(300, 'await worker.terminate();', options)).exit;
      expect(receiver.spans()).toEqual([]);
      receiver.behave({ kind: 'accept' });
      await nextProcess();
      expect(numbers().sort((a, b) => a - b)).toEqual(countedTo(300));
      // A turn of the event loop has one span, and none is sent by itself.
      const isTaken = ({ path, behaviour }: FaultRequest) => path === '/v1/traces' && behaviour === 'accept';
      expect(receiver.requests().filter(isTaken).length).toBeLessThan(4);
    },
  );

  it('leaves what it has not delivered to another thread of its process, too', async () => {
    receiver.behave({ kind: 'status', status: 503 });
    const app = runApp(`
      ${workerThat(20, `await worker.terminate(); console.log('terminated'); await told;`)}
      const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}', spool: { dir: '${dir}' } })] });
      await telemetry.shutdown();
      process.exit();
    `);
    await app.waitForLine(/terminated/);
    receiver.behave({ kind: 'accept' });
    await app.kill('SIGUSR2');
    expect(numbers().sort((a, b) => a - b)).toEqual(countedTo(20));
  });

  it('leaves it to the main thread that was registered before, which counts it as its own', async () => {
    receiver.behave({ kind: 'status', status: 503 });
    const app = runApp(`
      const telemetry = registerInstrumentation({
        exporters: [otlp({ url: '${receiver.url}', spool: { dir: '${dir}' } })], quiet: true,
      });
      ${workerThat(20, `await worker.terminate(); console.log('terminated');`)}
      const ofSpans = () => telemetry.ledger.find(({ signal }) => signal === 'spans');
      while (ofSpans().delivered < 20) await sleep(100);
      console.log(JSON.stringify(ofSpans()));
      await telemetry.shutdown();
    `);
    await app.waitForLine(/terminated/);
    receiver.behave({ kind: 'accept' });
    const { stdout } = await app.exit;
    const ledger = JSON.parse(stdout.split('\n')[1] as string) as unknown;
    expect(ledger).toMatchObject({ recorded: 20, delivered: 20, dropped: {}, spooled: 0, pending: 0 });
    expect(numbers().sort((a, b) => a - b)).toEqual(countedTo(20));
  }, 60_000);

  it('sends what many turns have ended in one request, and leaves nothing on disk', async () => {
    const close = `worker.postMessage('telemetry.shutdown().then(() => parentPort.close())'); await ended;`;
    await runApp(workerThat(200, close)).exit;
    expect(numbers().sort((a, b) => a - b)).toEqual(countedTo(200));
    expect(receiver.requests().filter(({ path }) => path === '/v1/traces').length).toBeLessThan(20);
    await nextProcess();
    expect(receiver.spans()).toHaveLength(200);
  });

  it('reads from disk what memory has no room for', async () => {
    receiver.behave({ kind: 'status', status: 503 });
    const ask = (what: string) => `
      worker.postMessage("parentPort.postMessage(JSON.stringify(telemetry.ledger.find(({ signal }) => signal === 'spans')))");
      console.log('${what}' + await said());
    `;
    const app = runApp(
      workerThat(
        3_000,
        `${ask('full ')} await told;
         worker.postMessage('telemetry.flush().then(() => parentPort.postMessage(1))'); await said();
         ${ask('over ')} worker.postMessage('telemetry.shutdown().then(() => parentPort.close())'); await ended; process.exit();`,
        'maxQueueBytes: 100_000',
      ),
    );
    await app.waitForLine(/full/);
    receiver.behave({ kind: 'accept' });
    const { stdout } = await app.kill('SIGUSR2');
    const [full, over] = stdout.split('\n').map((line) => JSON.parse(line.slice(5) || '{}') as Record<string, number>);
    expect(full).toMatchObject({ recorded: 3_000, delivered: 0, dropped: {} });
    expect(full?.['spooled']).toBeGreaterThan(0);
    expect((full?.['spooled'] ?? 0) + (full?.['pending'] ?? 0)).toBe(3_000);
    expect(over).toMatchObject({ recorded: 3_000, delivered: 3_000, dropped: {}, spooled: 0, pending: 0 });
    expect(numbers().sort((a, b) => a - b)).toEqual(countedTo(3_000));
  });
});
