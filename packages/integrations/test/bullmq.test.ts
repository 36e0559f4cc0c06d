import { failOnProblems } from '@portcall/conformance';
import { bullmqTelemetry } from '@portcall/integrations/bullmq';
import { type DatabaseServer, describeWith, startRedis } from '@portcall/real-parts';
import { currentCall, type FnTrace, type RunningTracing, startTracing, traced } from '@portcall/trace';
import { DelayedError, FlowProducer, type Job, type Processor, Queue, UnrecoverableError, Worker } from 'bullmq';

failOnProblems();

describeWith('redis-server', 'BullMQ with bullmqTelemetry()', () => {
  let server: DatabaseServer;
  let tracing: RunningTracing;
  const traces: FnTrace[] = [];
  const open: { close(): Promise<void> }[] = [];
  beforeAll(async () => {
    server = await startRedis();
    tracing = startTracing({ listeners: [(trace) => traces.push(trace)] });
  });
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
    const queue = new Queue('mails', { connection: connection() });
    await queue.obliterate({ force: true });
    await queue.close();
    traces.length = 0;
  });
  afterAll(async () => {
    tracing.stop();
    await server.stop();
  });

  const connection = (): { host: string; port: number } => ({
    host: '127.0.0.1',
    port: Number(new URL(server.url).port),
  });
  const kept = <T extends { close(): Promise<void> }>(one: T): T => {
    open.push(one);
    return one;
  };
  const telemetry = bullmqTelemetry();
  const newQueue = (): Queue => kept(new Queue('mails', { connection: connection(), telemetry }));
  /** Processes until so many jobs have ended. */
  const process = (count: number, processor: Processor): Promise<readonly FnTrace[]> =>
    new Promise((resolve) => {
      const worker = kept(new Worker('mails', processor, { connection: connection(), telemetry }));
      let ended = 0;
      const end = (job: Job | undefined): void => {
        if (job?.finishedOn !== undefined) ended += 1;
        // What ends the call comes after the event.
        if (ended === count) setImmediate(() => setImmediate(() => resolve(jobs())));
      };
      worker.on('completed', end).on('failed', end);
    });
  const jobs = (): readonly FnTrace[] => traces.filter(({ fnName }) => fnName.startsWith('mails.'));
  const within = (body: () => Promise<unknown>): Promise<void> =>
    traced('place', { type: 'mutation' }, async () => {
      await body();
    })();
  const scheduled = (): unknown => traces.find(({ fnName }) => fnName === 'place')?.schedules;

  it('makes a job a call without a caller, of what runs in it', async () => {
    const queue = newQueue();
    let running: string | undefined;
    const done = process(1, async () => {
      running = currentCall()?.fnName;
      await traced('send', { type: 'action' }, async () => {})();
    });
    await within(() => queue.add('welcome', {}));
    expect(await done).toMatchObject([
      { fnName: 'mails.welcome', fnType: 'action', parentCallId: undefined, outcome: { status: 'ok' }, ops: [] },
    ]);
    expect(running).toBe('mails.welcome');
    expect(scheduled()).toEqual([{ fnName: 'mails.welcome' }]);
    expect(traces.map(({ fnName, parentCallId }) => [fnName, parentCallId !== undefined])).toContainEqual([
      'send',
      true,
    ]);
  });

  it('notes all jobs that are added at once', async () => {
    const queue = newQueue();
    const done = process(3, async () => {});
    await within(() => queue.addBulk(['a', 'b', 'a'].map((name) => ({ name, data: {} }))));
    expect((await done).map(({ fnName }) => fnName).sort()).toEqual(['mails.a', 'mails.a', 'mails.b']);
    expect(scheduled()).toEqual([{ fnName: 'mails.a' }, { fnName: 'mails.b' }, { fnName: 'mails.a' }]);
  });

  it('notes all jobs of a flow, and runs children before their parent', async () => {
    const flows = kept(new FlowProducer({ connection: connection(), telemetry }));
    const done = process(2, async () => {});
    const child = { name: 'draw', queueName: 'mails', opts: {} };
    await within(() => flows.add({ name: 'print', queueName: 'mails', opts: {}, children: [child] }));
    expect((await done).map(({ fnName }) => fnName)).toEqual(['mails.draw', 'mails.print']);
    expect(scheduled()).toEqual([{ fnName: 'mails.print' }, { fnName: 'mails.draw' }]);
  });

  it('runs each job that repeats as a call', async () => {
    const queue = newQueue();
    const done = process(3, async () => {});
    await within(() => queue.upsertJobScheduler('nightly', { every: 20, limit: 3 }, { name: 'sweep' }));
    expect((await done).map(({ fnName }) => fnName)).toEqual(['mails.sweep', 'mails.sweep', 'mails.sweep']);
    expect(scheduled()).toEqual([{ fnName: 'mails.sweep' }]);
  });

  it('fails as the job does, in every attempt', async () => {
    const queue = newQueue();
    const done = process(1, async ({ attemptsMade }) => {
      throw attemptsMade === 0 ? new Error('busy') : new UnrecoverableError('no such address');
    });
    await within(() => queue.add('welcome', {}, { attempts: 5 }));
    expect((await done).map(({ outcome }) => outcome)).toEqual([
      { status: 'error', code: 'JobFailed', message: 'busy' },
      { status: 'error', code: 'JobFailed', message: 'no such address' },
    ]);
  });

  it('has not failed where it puts itself off', async () => {
    const queue = newQueue();
    let attempt = 0;
    const done = process(1, async (job, token) => {
      attempt += 1;
      if (attempt > 1) return;
      await job.moveToDelayed(Date.now() + 5, token);
      throw new DelayedError();
    });
    await within(() => queue.add('welcome', {}));
    expect((await done).map(({ outcome }) => outcome)).toEqual([{ status: 'ok' }, { status: 'ok' }]);
  });

  it('runs a job that nobody traced has added, or whose origin is damaged', async () => {
    const queue = newQueue();
    const done = process(2, async () => {});
    await queue.add('plain', {});
    await queue.add('odd', {}, { telemetry: { metadata: '{"traceparent":7}' } });
    expect((await done).map(({ fnName }) => fnName).sort()).toEqual(['mails.odd', 'mails.plain']);
  });
});
