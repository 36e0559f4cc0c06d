import { type DatabaseServer, describeWith, startRedis } from '@portcall/real-parts';
import { describeNodes, runPlainApp, type Seen } from './plain-app.js';

const FORMATS = ['import', 'require'] as const;

describeWith('redis-server', 'an app that uses BullMQ, without a line in it', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  const OPENS = `
    const { Queue, Worker, FlowProducer, DelayedError } = await load('bullmq');
    const { host: hostname, port } = { host: '127.0.0.1', port: Number(new URL(process.env.REDIS).port) };
    const connection = { host: hostname, port };
    const queue = new Queue('mails', { connection });
    const closing = [queue];
    const work = (process, options, name = 'mails') => { const worker = new Worker(name, process, { connection, ...options }); closing.push(worker); return worker; };
    const times = (emitter, event, count) => new Promise((resolve) => { let seen = 0; emitter.on(event, () => { seen += 1; if (seen === count) resolve(); }); });
    const send = traced('mailer.send', { type: 'action' }, async () => 'sent');
  `;
  const CLOSES = `
    for (const one of closing.reverse()) await one.close();
    const cleaner = new Queue('mails', { connection });
    await cleaner.obliterate({ force: true });
    await cleaner.close();
  `;
  const seen = (code: string, node = process.execPath, format: 'import' | 'require' = 'import'): Promise<Seen> =>
    runPlainApp({ code: OPENS + code + CLOSES, format, node, env: { REDIS: server.url } });

  describeNodes((node) => {
    it.each(FORMATS)('shows what is scheduled, and each job as a call that links back, with %s', async (format) => {
      const { code, stdout, stderr, tree } = await seen(
        `
        const worker = work(async (job) => { await send(); return job.data.to; });
        const done = times(worker, 'completed', 1);
        worker.on('completed', (job, result) => console.log(job.name, result));
        await traced('signUp', { type: 'mutation' }, async () => { await queue.add('welcome', { to: 'ada' }, { delay: 5 }); })();
        await done;
        `,
        node,
        format,
      );
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'welcome ada\n', stderr: '' });
      expect(tree).toBe(`signUp
  · schedule mails.welcome in 0.005
mails.welcome < signUp
  mailer.send`);
    });
  });

  it('gives the jobs of a worker that was made inside a call no caller, and none of what was said around it', async () => {
    const { stdout, stderr, tree, spans } = await seen(`
      const { withAttributes } = await load('@portcall/trace');
      await queue.add('before', {});
      let worker;
      await traced('openShop', { type: 'action' }, async () => {
        withAttributes({ tenant: 'acme' }, () => { worker = work(async () => { await send(); }); });
        await worker.waitUntilReady();
      })();
      await times(worker, 'completed', 1);
      const done = times(worker, 'completed', 1);
      await traced('signUp', { type: 'mutation' }, async () => { await queue.add('welcome', {}); })();
      await done;
    `);
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
    expect(tree).toBe(`openShop
mails.before
  mailer.send
signUp
  · schedule mails.welcome
mails.welcome < signUp
  mailer.send`);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(4);
    expect(spans.filter(({ attributes }) => attributes['tenant'] !== undefined)).toEqual([]);
  });

  it('shows attempts that fail as what the job has thrown, and what it does between', async () => {
    const { stdout, stderr, tree, spans } = await seen(`
      const worker = work(async (job, token, signal) => {
        await send();
        if (job.attemptsMade === 0) throw Object.assign(new TypeError('no line'), { code: 'ENOLINE' });
        if (signal === undefined) throw new Error('lost its signal');
      });
      const failed = times(worker, 'failed', 1);
      const done = times(worker, 'completed', 1);
      worker.on('failed', (job, error) => console.log(error.name, error.code, job.attemptsMade));
      await traced('order', { type: 'mutation' }, async () => { await queue.add('bill', {}, { attempts: 3, backoff: 1 }); })();
      await done;
    `);
    expect({ stdout, stderr }).toEqual({ stdout: 'TypeError ENOLINE 1\n', stderr: '' });
    expect(tree).toBe(`order
  · schedule mails.bill
mails.bill < order ! ENOLINE
  mailer.send
mails.bill < order
  mailer.send`);
    const [, attempt] = spans.filter(({ name }) => name === 'mails.bill');
    expect(attempt).toMatchObject({
      kind: 5,
      attributes: {
        'messaging.system': 'bullmq',
        'messaging.destination.name': 'mails',
        'messaging.operation.type': 'process',
        'bullmq.job.attempts.made': 2,
      },
    });
  });

  it('keeps telemetry that the app has given itself', async () => {
    const { stdout, stderr, tree } = await seen(`
      const none = { startSpan: () => none, setSpanOnContext: (context) => context, setAttribute() {}, setAttributes() {}, addEvent() {}, recordException() {}, end() {} };
      const telemetry = { tracer: none, contextManager: { with: (_, run) => run(), active: () => ({}), getMetadata: () => '', fromMetadata: () => ({}) } };
      const own = new Queue('mails', { connection, telemetry });
      closing.push(own);
      const worker = work(async () => 'done');
      const done = times(worker, 'completed', 1);
      await traced('order', { type: 'mutation' }, async () => { await own.add('bill', {}); })();
      await done;
      console.log(own.opts.telemetry === telemetry);
    `);
    expect({ stdout, stderr }).toEqual({ stdout: 'true\n', stderr: '' });
    // What is asked of Redis is the app's own affair then.
    expect(tree.replaceAll(/^ *· (?!schedule).*\n/gm, '')).toBe('order\nmails.bill');
  });
});
