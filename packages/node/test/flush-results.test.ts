import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FaultReceiver, startFaultReceiver } from '@portcall/real-parts';
import { COUNTING_EXPORTER } from './counting-exporter.js';
import { runApp } from './run-app.js';

let receiver: FaultReceiver;
beforeEach(async () => {
  receiver = await startFaultReceiver();
});
afterEach(() => receiver.stop());

/** A program with an exporter that counts, which prints what it is told to. */
const appThat = (does: string, options = '') =>
  runApp(`
    ${COUNTING_EXPORTER}
    const exporter = counting('${receiver.url}');
    const telemetry = registerInstrumentation({ exporters: [exporter], ${options} });
    const print = (value) => console.log(JSON.stringify(value));
    ${does}
  `);

async function printedBy(does: string, options = '') {
  const { stdout, stderr, code } = await appThat(does, options).exit;
  return {
    printed: stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as unknown),
    stderr,
    code,
  };
}

const OF_THIS = { exporter: 'counting', signal: 'metrics' };
const NOTHING = { ...OF_THIS, delivered: 0, rejected: 0, dropped: {}, spooled: 0, pending: 0 };

describe('what a flush gives', () => {
  it('says what was delivered meanwhile, and no more of it the next time', async () => {
    const { printed, stderr } = await printedBy(`
      exporter.give(5); exporter.give(2);
      print(await telemetry.forceFlush());
      exporter.give(1);
      print(await telemetry.flush());
      print(await telemetry.flush());
    `);
    expect(printed).toEqual([
      { inTime: true, exporters: [{ ...NOTHING, delivered: 7 }] },
      { inTime: true, exporters: [{ ...NOTHING, delivered: 1 }] },
      { inTime: true, exporters: [NOTHING] },
    ]);
    expect(stderr).toBe('');
  });

  it('says what still waits where the receiver hangs, and names it with what to do', async () => {
    receiver.behave({ kind: 'hang' });
    const { printed, stderr } = await printedBy(`
      exporter.give(5);
      print(await telemetry.forceFlush({ timeoutMillis: 300 }));
      process.exit(0);
    `);
    expect(printed).toEqual([{ inTime: false, exporters: [{ ...NOTHING, pending: 5 }] }]);
    expect(stderr).toContain(
      `telemetry.flush(): took longer than 300 ms and was left: the metrics of counting (${receiver.url}) with 5 waiting; ` +
        'what waits is delivered later, and lost if the process ends before; check that the receiver is up',
    );
  });

  it('says at once that nobody is there, and why', async () => {
    await receiver.down();
    const { printed, stderr } = await printedBy(`
      exporter.give(5);
      print(await telemetry.forceFlush({ timeoutMillis: 15_000 }));
      print(await telemetry.shutdown());
    `);
    expect(printed).toEqual([
      { inTime: false, exporters: [{ ...NOTHING, pending: 5 }] },
      { inTime: false, exporters: [{ ...NOTHING, dropped: { shutdown: 5 } }] },
    ]);
    expect(stderr).toMatch(
      /telemetry\.flush\(\): not everything could be delivered: the metrics of counting \(http:[^ ]+, ECONNREFUSED\) with 5 waiting; /,
    );
    expect(stderr).toMatch(
      /telemetry\.shutdown\(\): not everything could be delivered: .*ECONNREFUSED\) with 5 given up; /,
    );
  });
});

describe('what the shutdown gives', () => {
  it('says what was delivered, rejected and refused, and is in time all the same', async () => {
    receiver.behave(
      { kind: 'accept' },
      { kind: 'partial', rejected: 2, message: 'no' },
      { kind: 'status', status: 403 },
    );
    const { printed, stderr } = await printedBy(`
      exporter.give(5);
      await telemetry.flush();
      exporter.give(4);
      await telemetry.flush();
      exporter.give(3);
      print(await telemetry.shutdown());
      print(await telemetry.shutdown());
      print(telemetry.ledger);
    `);
    const dropped = { refused: 3 };
    expect(printed.slice(0, 2)).toEqual([
      { inTime: true, exporters: [{ ...NOTHING, dropped }] },
      { inTime: true, exporters: [NOTHING] },
    ]);
    expect(printed[2]).toMatchObject([{ ...OF_THIS, recorded: 12, delivered: 9, rejected: 0, dropped, pending: 0 }]);
    expect(stderr).toBe('');
  });

  it('waits no longer than it is told to, whoever else waits longer', async () => {
    receiver.behave({ kind: 'hang' });
    const { printed } = await printedBy(`
      exporter.give(5);
      const at = performance.now();
      const long = telemetry.shutdown({ timeoutMillis: 2_000 });
      const { inTime, exporters } = await telemetry.shutdown({ timeoutMillis: 100 });
      print([inTime, exporters[0].pending, performance.now() - at < 1_900]);
      print(await long);
    `);
    expect(printed).toEqual([
      [false, 5, true],
      { inTime: false, exporters: [{ ...NOTHING, dropped: { shutdown: 5 } }] },
    ]);
  });

  it('takes 3 s where nothing else is said', async () => {
    receiver.behave({ kind: 'hang' });
    const { stderr } = await printedBy('exporter.give(5); await telemetry.shutdown();');
    expect(stderr).toMatch(
      /telemetry\.shutdown\(\): took longer than 3000 ms and was left: .* with 5 given up; what is not on disk is lost; /,
    );
  });

  it.each([
    ['nothing', 'undefined', ''],
    ['null', 'null', ''],
    ['the name of a signal', `'SIGTERM'`, ''],
    ['what cannot be waited for', '{ timeoutMillis: NaN }', 'NaN cannot be waited for; 3000 ms are waited instead'],
  ])('never rejects, given %s', async (_, given, said) => {
    const { printed, stderr } = await printedBy(`
      exporter.give(5);
      print(await telemetry.flush(${given}));
      print(await telemetry.shutdown(${given}));
    `);
    expect(printed).toEqual([
      { inTime: true, exporters: [{ ...NOTHING, delivered: 5 }] },
      { inTime: true, exporters: [NOTHING] },
    ]);
    if (said === '') expect(stderr).toBe('');
    else expect(stderr).toContain(said);
  });

  it('leaves out what is read by others', async () => {
    const { stdout } = await runApp(`
      const telemetry = registerInstrumentation({ exporters: [prometheus({ port: 0 }), 'console'] });
      console.log(JSON.stringify([await telemetry.shutdown(), telemetry.ledger]));
    `).exit;
    expect(JSON.parse(stdout)).toEqual([{ inTime: true, exporters: [] }, []]);
  });
});

describe('what an exit leaves', () => {
  it('is said with its number', async () => {
    receiver.behave({ kind: 'hang' });
    const { stderr, code } = await printedBy('exporter.give(5); process.exit(6);');
    expect(code).toBe(6);
    expect(stderr).toMatch(
      /^portcall: telemetry: the process ends before .*; lost are the metrics of counting \(5\); await/,
    );
  });

  it('is said while a shutdown is under way, too', async () => {
    receiver.behave({ kind: 'hang' });
    const { stderr } = await printedBy(
      'exporter.give(5); void telemetry.shutdown(); await sleep(50); process.exit(6);',
    );
    expect(stderr).toMatch(/lost are the metrics of counting \(5\); /);
  });

  it('is nothing where all was delivered', async () => {
    const { stderr } = await printedBy('exporter.give(5); await telemetry.flush(); process.exit(6);');
    expect(stderr).toBe('');
  });
});

describe('what is kept on disk', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kept-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([
    ['at an exit', 'process.exit(6);', 6],
    ['at an uncaught error', `throw new Error('bang');`, 1],
    ['at a shutdown', 'await telemetry.shutdown({ timeoutMillis: 1_000 }); process.exit(6);', 6],
  ])('is no loss, and a line says so: %s', async (_, does, exitCode) => {
    receiver.behave({ kind: 'hang' });
    const file = join(folder, 'kept');
    const { stderr, code } = await runApp(`
      ${COUNTING_EXPORTER}
      const exporter = counting('${receiver.url}', { file: '${file}' });
      const telemetry = registerInstrumentation({ exporters: [exporter] });
      exporter.give(5);
      exporter.give(2);
      ${does}
    `).exit;
    expect(code).toBe(exitCode);
    expect(readFileSync(file, 'utf8')).toBe('5 items\n2 items\n');
    expect(stderr.match(/^portcall: .*$/gm)).toEqual([
      'portcall: the metrics of counting: 7 are kept on disk; the next start delivers them',
    ]);
  });
});

describe('health', () => {
  it('shows what works, what waits and what was lost', async () => {
    receiver.behave({ kind: 'accept' }, { kind: 'status', status: 503 });
    const { printed } = await printedBy(
      `
      const { orders } = telemetry.bind(catalog);
      telemetry.observers.add(['call', 'problem'], { capacity: 1, policy: 'drop-newest' });
      print(telemetry.health());
      exporter.give(5);
      await telemetry.flush();
      for (let i = 0; i < 3; i += 1) orders.add(-1, { country: 'NO' });
      for (let i = 0; i < 4; i += 1) orders.add(1, { country: 'N' + i });
      exporter.give(2);
      await telemetry.flush({ timeoutMillis: 1_000 });
      print(telemetry.health());
      await telemetry.shutdown({ timeoutMillis: 1_000 });
      print(telemetry.health());
    `,
      'quiet: true, seriesLimit: 2',
    );
    const well = { exporter: 'counting', receiver: receiver.url, status: 'ok', pending: 0, spooled: 0, lost: 0 };
    const unwell = { ...well, status: 'failing', failure: 'HTTP 503' };
    expect(printed).toEqual([
      { status: 'ok', exporters: [well], refusedValues: 0, maskedValues: 0, observersMissed: 0 },
      {
        status: 'failing',
        exporters: [{ ...unwell, pending: 2 }],
        refusedValues: 3,
        maskedValues: 2,
        observersMissed: 2,
      },
      { status: 'closed', exporters: [{ ...unwell, lost: 2 }], refusedValues: 3, maskedValues: 2, observersMissed: 3 },
    ]);
  });

  it('shows an exporter that could not be started', async () => {
    const { stdout } = await runApp(`
      const { createServer } = await import('node:net');
      const server = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const telemetry = registerInstrumentation({ exporters: [prometheus({ port: server.address().port })], quiet: true });
      await telemetry.ready.catch(() => {});
      const { status, exporters: [{ failure }] } = telemetry.health();
      console.log(status, failure);
      server.close();
    `).exit;
    expect(stdout).toMatch(/^failing prometheus: /);
  });
});
