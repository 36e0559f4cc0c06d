import { type FaultReceiver, startFaultReceiver } from '@portcall/real-parts';
import { runApp } from './run-app.js';

let receiver: FaultReceiver;
beforeEach(async () => {
  receiver = await startFaultReceiver();
});
afterEach(() => receiver.stop());

/** A program that has recorded one order and then does what it is told. */
function appThat(does: string, options = '') {
  return runApp(`
    const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })], ${options} });
    telemetry.bind(catalog).orders.add(1, { country: 'NO' });
    telemetry.tracer.startSpan('order').end();
    ${does}
  `);
}

function delivered(): readonly [orders: number, spans: number] {
  const orders = receiver.metrics().filter(({ name }) => name === 'shop_orders');
  return [orders.at(-1)?.value ?? 0, receiver.spans().length];
}

const STAYS_UP = `console.log('up'); setInterval(() => {}, 1_000);`;

describe('a program that ends by itself', () => {
  it('has delivered its last interval, and ends with its own exit code', async () => {
    expect(await appThat('process.exitCode = 3;').exit).toMatchObject({ code: 3, signal: null, stderr: '' });
    expect(delivered()).toEqual([1, 1]);
  });

  it('ends no later than the deadline where the receiver hangs, with its own exit code', async () => {
    receiver.behave({ kind: 'hang' });
    const { code, stderr, durationMs } = await appThat('process.exitCode = 4;', 'shutdownTimeoutMillis: 500').exit;
    expect(code).toBe(4);
    expect(stderr).toMatch(/telemetry\.shutdown\(\): took longer than 500 ms and was left/);
    expect(durationMs).toBeLessThan(3_000);
  });

  it('ends no later than the deadline where nobody receives', async () => {
    await receiver.down();
    const { code, stderr, durationMs } = await appThat('', 'shutdownTimeoutMillis: 500').exit;
    expect(code).toBe(0);
    expect(stderr).toMatch(/telemetry\.shutdown\(\): took longer than 500 ms/);
    expect(durationMs).toBeLessThan(3_000);
  });
});

describe.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('a program that gets %s', (signal) => {
  it('has delivered its last interval, and dies of the signal', async () => {
    const app = appThat(STAYS_UP);
    await app.waitForLine(/up/);
    expect(await app.kill(signal)).toMatchObject({ code: null, signal, stderr: '' });
    expect(delivered()).toEqual([1, 1]);
  });

  it('dies of it no later than the deadline where the receiver hangs', async () => {
    receiver.behave({ kind: 'hang' });
    const app = appThat(STAYS_UP, 'shutdownTimeoutMillis: 500');
    await app.waitForLine(/up/);
    const asked = Date.now();
    expect(await app.kill(signal)).toMatchObject({ code: null, signal });
    expect(Date.now() - asked).toBeLessThan(2_000);
  });

  it('dies at once when it is asked twice', async () => {
    receiver.behave({ kind: 'hang' });
    const app = appThat(STAYS_UP, 'shutdownTimeoutMillis: 15_000');
    await app.waitForLine(/up/);
    const asked = Date.now();
    setTimeout(() => void app.kill(signal), 300);
    expect(await app.kill(signal)).toMatchObject({ code: null, signal, timedOut: false });
    expect(Date.now() - asked).toBeLessThan(5_000);
  });

  it('ends as it pleases where it listens itself, and delivers what it recorded until then', async () => {
    const app = appThat(`
      const timer = setInterval(() => {}, 1_000);
      process.on('${signal}', async () => {
        await sleep(200);
        telemetry.bind(catalog).orders.add(1, { country: 'NO' });
        clearInterval(timer);
        process.exitCode = 7;
      });
      console.log('up');
    `);
    await app.waitForLine(/up/);
    expect(await app.kill(signal)).toMatchObject({ code: 7, signal: null, stderr: '' });
    expect(delivered()).toEqual([2, 1]);
  });

  it('ends as it pleases where it listens for the first one only', async () => {
    const app = runApp(`
      const timer = setInterval(() => {}, 1_000);
      process.once('${signal}', async () => { await sleep(200); clearInterval(timer); process.exitCode = 8; });
      const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] });
      telemetry.bind(catalog).orders.add(1, { country: 'NO' });
      console.log('up');
    `);
    await app.waitForLine(/up/);
    expect(await app.kill(signal)).toMatchObject({ code: 8, signal: null, stderr: '' });
    expect(delivered()).toEqual([1, 0]);
  });

  it('has flushed when its own listener calls process.exit() a little later, and says what that may lose', async () => {
    const app = appThat(`
      process.on('${signal}', async () => { await sleep(300); process.exit(5); });
      ${STAYS_UP}
    `);
    await app.waitForLine(/up/);
    const { code, stderr } = await app.kill(signal);
    expect(code).toBe(5);
    expect(delivered()).toEqual([1, 1]);
    expect(stderr).toMatch(/the process ends before it was shut down/);
  });
});

describe('a program that ends with a bang', () => {
  it('says that process.exit() loses the last interval', async () => {
    const { code, stderr } = await appThat('process.exit(6);').exit;
    expect(code).toBe(6);
    expect(stderr).toMatch(
      /^portcall: telemetry: the process ends before it was shut down .*await telemetry\.shutdown\(\) first/,
    );
  });

  it('says so for an uncaught error, too', async () => {
    const { code, stderr } = await appThat(`setTimeout(() => { throw new Error('bang'); }, 10);`).exit;
    expect(code).toBe(1);
    expect(stderr).toMatch(/Error: bang/);
    expect(stderr).toMatch(/the process ends before it was shut down/);
  });

  it('says nothing where it has shut down first', async () => {
    expect(await appThat('await telemetry.shutdown(); process.exit(6);').exit).toMatchObject({ code: 6, stderr: '' });
    expect(delivered()).toEqual([1, 1]);
  });

  it('says nothing where metrics are only read by others', async () => {
    const app = runApp(`
      registerInstrumentation({ exporters: [prometheus({ port: 0 })] }).bind(catalog).open.add(1);
      process.exit(6);
    `);
    expect(await app.exit).toMatchObject({ code: 6, stderr: '' });
  });
});

describe('a program that ends telemetry at an uncaught error', () => {
  const ENDS_IT = `shutdownOn: ['beforeExit', 'uncaughtException']`;

  /** What Node prints, from the line of the error on; its file is evaluated, and so has no name. */
  const printed = (stderr: string): string => stderr.slice(stderr.indexOf('Error: bang'));

  it.each([
    ['an error', `setTimeout(() => { throw new Error('bang'); }, 10);`],
    [
      'an error with a cause and a code',
      `setTimeout(() => { throw Object.assign(new Error('bang', { cause: 1 }), { code: 'E' }); }, 10);`,
    ],
    ['a rejection', `setTimeout(async () => { throw new Error('bang'); }, 10);`],
    ['an error at once', `throw new Error('bang');`],
  ])('has delivered, and ends with code 1 and what Node prints: %s', async (_, does) => {
    const [plain, ended] = await Promise.all([
      runApp(`const telemetry = {}; const at = [1,\n2,\n3];\n\n\n${does}`).exit,
      appThat(`${STAYS_UP} ${does}`, ENDS_IT).exit,
    ]);
    const withoutPlace = (stderr: string): string => printed(stderr).replace(/eval1\]:\d+:\d+/g, 'eval1]');
    expect(ended).toMatchObject({ code: 1, signal: null });
    expect(withoutPlace(ended.stderr)).toBe(withoutPlace(plain.stderr));
    expect(ended.stderr).not.toMatch(/portcall: /);
    expect(delivered()).toEqual([1, 1]);
  });

  it('ends no later than the deadline where the receiver hangs', async () => {
    receiver.behave({ kind: 'hang' });
    const bang = `setTimeout(() => { throw new Error('bang'); }, 10);`;
    const ended = appThat(`${STAYS_UP} ${bang}`, `${ENDS_IT}, shutdownTimeoutMillis: 300`).exit;
    const { code, stderr, durationMs } = await ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/telemetry\.shutdown\(\): took longer than 300 ms[\s\S]*Error: bang/);
    expect(durationMs).toBeLessThan(3_000);
  });

  it('ends once, for the first of several errors', async () => {
    const app = appThat(
      `let n = 0; setInterval(() => { n += 1; throw new Error('bang ' + n); }, 5); ${STAYS_UP}`,
      ENDS_IT,
    );
    const { code, stderr } = await app.exit;
    expect(code).toBe(1);
    expect(stderr.match(/^Error: bang \d+$/gm)).toEqual(['Error: bang 1']);
    expect(delivered()).toEqual([1, 1]);
  });

  it('goes on where the app listens itself, and has flushed', async () => {
    const app = appThat(
      `
      process.on('uncaughtException', async ({ message }) => { await sleep(300); console.log(message); process.exit(9); });
      setTimeout(() => { throw new Error('bang'); }, 10);
      ${STAYS_UP}
      `,
      ENDS_IT,
    );
    expect(await app.exit).toMatchObject({ code: 9, stdout: 'up\nbang\n' });
    expect(delivered()).toEqual([1, 1]);
  });

  it('leaves rejections alone that the app has Node only warn of', async () => {
    const app = runApp(
      `
      const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })], ${ENDS_IT} });
      Promise.reject(new Error('bang'));
      await sleep(50);
      telemetry.bind(catalog).orders.add(1, { country: 'NO' });
      `,
      { nodeArgs: ['--unhandled-rejections=warn'] },
    );
    expect(await app.exit).toMatchObject({ code: 0 });
    expect(delivered()).toEqual([1, 0]);
  });
});

describe('a worker thread', () => {
  /** A program whose worker thread records an order and a span, and then does what it is told. */
  const appWithWorkerThat = (does: string) =>
    runApp(`
      const { Worker } = await import('node:worker_threads');
      const worker = new Worker(\`
        const { registerInstrumentation } = require('@portcall/node');
        const { otlp } = require('@portcall/exporters');
        const { parentPort } = require('node:worker_threads');
        const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] });
        telemetry.meter.createCounter('shop_orders').add(1);
        telemetry.tracer.startSpan('order').end();
        ${does}
      \`, { eval: true, execArgv: [] });
      worker.on('exit', (code) => console.log('exit', code));
      worker.on('error', ({ message }) => console.log('error', message));
      worker.on('message', (message) => worker.postMessage(message));
    `);

  it('has delivered when it ends by itself', async () => {
    expect(await appWithWorkerThat('process.exitCode = 3;').exit).toMatchObject({ stdout: 'exit 3\n', stderr: '' });
    expect(delivered()).toEqual([1, 1]);
  });

  it('has delivered when a message ends it', async () => {
    const app = appWithWorkerThat(`
      parentPort.on('message', () => parentPort.close());
      parentPort.postMessage('end');
    `);
    expect(await app.exit).toMatchObject({ stdout: 'exit 0\n', stderr: '' });
    expect(delivered()).toEqual([1, 1]);
  });

  it('says what process.exit() loses', async () => {
    const { stdout, stderr } = await appWithWorkerThat('process.exit(4);').exit;
    expect(stdout).toBe('exit 4\n');
    expect(stderr).toMatch(/^portcall: telemetry: the process ends before it was shut down/);
  });
});

describe('a cluster worker', () => {
  /** A primary whose worker records and stays up, and that then does what it is told. */
  const clusterThat = (does: string) =>
    runApp(`
      const { default: cluster } = await import('node:cluster');
      const { writeFileSync, mkdtempSync } = await import('node:fs');
      const { tmpdir } = await import('node:os');
      const { createRequire } = await import('node:module');
      const file = mkdtempSync(tmpdir() + '/cluster-') + '/worker.cjs';
      const of = createRequire(process.cwd() + '/x.js').resolve;
      writeFileSync(file, \`
        const { registerInstrumentation } = require('\${of('@portcall/node')}');
        const { otlp } = require('\${of('@portcall/exporters')}');
        const telemetry = registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] });
        telemetry.meter.createCounter('shop_orders').add(1);
        telemetry.tracer.startSpan('order').end();
        require('node:http').createServer().listen(0, () => process.send('up'));
      \`);
      cluster.setupPrimary({ exec: file, execArgv: [] });
      const worker = cluster.fork();
      worker.on('exit', (code, signal) => console.log('exit', code, signal));
      worker.on('message', () => { ${does} });
    `);

  it.each([
    ['it is disconnected', 'worker.disconnect();', 'exit 0 null\n'],
    ['it is killed', 'worker.process.kill();', 'exit null SIGTERM\n'],
  ])('has delivered when %s', async (_, does, stdout) => {
    expect(await clusterThat(does).exit).toMatchObject({ code: 0, stdout, stderr: '' });
    expect(delivered()).toEqual([1, 1]);
  });
});

describe('shutdown()', () => {
  it('delivers once, however often and however it is called', async () => {
    const app = appThat(`
      await Promise.all([telemetry.shutdown(), telemetry.shutdown(), telemetry[Symbol.asyncDispose]()]);
      await telemetry.forceFlush();
    `);
    expect(await app.exit).toMatchObject({ code: 0, stderr: '' });
    expect(
      receiver
        .requests()
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['/v1/metrics', '/v1/traces']);
  });

  it('resolves no later than its deadline', async () => {
    receiver.behave({ kind: 'hang' });
    const app = appThat(
      `const at = Date.now(); await telemetry.shutdown(); console.log(Date.now() - at); process.exit(0);`,
      'shutdownTimeoutMillis: 300',
    );
    expect(Number((await app.exit).stdout)).toBeLessThan(1_500);
  });

  it('is left to the app where nothing ends telemetry by itself', async () => {
    const app = appThat(STAYS_UP, 'shutdownOn: []');
    await app.waitForLine(/up/);
    expect(await app.kill('SIGTERM')).toMatchObject({ signal: 'SIGTERM', stderr: '' });
    expect(delivered()).toEqual([0, 0]);
  });

  it('makes room for a new start', async () => {
    const app = appThat(`
      const early = bind(catalog, instruments());
      await telemetry.shutdown();
      early.orders.add(5, { country: 'NO' });
      registerInstrumentation({ exporters: [otlp({ url: '${receiver.url}' })] });
    `);
    expect(await app.exit).toMatchObject({ code: 0, stderr: '' });
    expect(delivered()).toEqual([5, 1]);
  });
});
