import { join } from 'node:path';
import {
  type Child,
  describeWith,
  eventually,
  freePort,
  type PrometheusServer,
  parseExposition,
  runNode,
  startPrometheus,
} from '@portcall/real-parts';

// Processes start as fast as the machine lets them.
jest.setTimeout(90_000);

/** Many workers with one endpoint. */
class Fleet implements AsyncDisposable {
  /** What was recorded so far. */
  jobs = 0;
  /** What was recorded and is lost of the instruments of libraries, which cannot be read any more when a process exits. */
  lost = 0;

  private constructor(
    readonly app: Child,
    readonly port: number,
    private readonly commands: string,
  ) {}

  static async start(env: Readonly<Record<string, string>>): Promise<Fleet> {
    const port = await freePort();
    const app = runNode(join(__dirname, 'cluster-app.mjs'), {
      env: { ...env, SHARED_PORT: String(port) },
      timeoutMs: 80_000,
    });
    const line = await app.waitForLine(/^commands /, 30_000);
    return new Fleet(app, port, line.split(' ')[1]!);
  }

  async tell(...command: readonly (string | number)[]): Promise<void> {
    await fetch(`${this.commands}/${command.join('/')}`);
  }

  async work(worker: number | 'first', times: number): Promise<void> {
    this.jobs += times;
    await this.tell('work', worker, times);
  }

  /** Has a worker leave by process.exit(), after some last work. */
  async exit(worker: number, times: number): Promise<void> {
    await this.work(worker, times);
    this.lost += times;
    await this.tell('exit', worker);
  }

  /** What a scrape has to say. */
  counted(): Readonly<Record<string, number>> {
    const { jobs, lost } = this;
    return {
      jobs_total: jobs,
      wait_seconds_count: jobs,
      wait_seconds_sum: 1.5 * jobs,
      'wait_seconds_bucket 1': 0,
      'wait_seconds_bucket 2': jobs,
      'wait_seconds_bucket +Inf': jobs,
      size_bytes_count: jobs,
      ...(jobs === lost ? {} : { foreign_time_milliseconds_total: 2 * (jobs - lost) }),
    };
  }

  /** The sum of every metric of a scrape, over all of its series. */
  async scrape(): Promise<Readonly<Record<string, number>>> {
    const text = await (await fetch(`http://127.0.0.1:${this.port}/metrics`)).text();
    const { samples, errors } = parseExposition(text);
    expect(errors).toEqual([]);
    const sums: Record<string, number> = {};
    for (const { name, labels, value } of samples) {
      const key = labels['le'] === undefined ? name : `${name} ${labels['le']}`;
      sums[key] = (sums[key] ?? 0) + value;
    }
    return sums;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app[Symbol.asyncDispose]();
  }
}

const FIRST = ['registered', 'not registered'] as const;

describe.each(FIRST)('under node:cluster, with a primary that has %s', (first) => {
  it('one endpoint shows the sum of all workers, which never falls while some are killed and begin anew', async () => {
    await using fleet = await Fleet.start({ FIRST: first });
    let before: Readonly<Record<string, number>> = {};
    for (let round = 0; round < 30; round += 1) {
      const worker = round % 3;
      await fleet.work(worker, 1 + ((round * 7) % 11));
      const scraped = await fleet.scrape();
      expect(scraped).toMatchObject(fleet.counted());
      for (const name of Object.keys(fleet.counted())) expect(scraped[name]).toBeGreaterThanOrEqual(before[name] ?? 0);
      before = scraped;
      // What is killed with SIGKILL loses what it recorded since the last scrape: here nothing.
      if (round % 6 === 2) await fleet.tell('kill', worker, 'SIGKILL');
      if (round % 12 === 5) await fleet.exit(worker, 5);
      if (round % 12 === 11) {
        await fleet.work(worker, 5);
        await fleet.tell('kill', worker, 'SIGTERM');
      }
      if (round % 3 === 2) await fleet.tell('start', worker);
    }
    expect(await fleet.scrape()).toMatchObject(fleet.counted());
  });
});

describe('under node:cluster', () => {
  it('shows gauges as they are declared, and what is held only while there is somebody who holds it', async () => {
    await using fleet = await Fleet.start({});
    for (const worker of [0, 1, 2]) await fleet.work(worker, 10 + worker);
    expect(await fleet.scrape()).toMatchObject({ open: 3, depth: 33, heat: 33, target_info: 1 });
    await fleet.tell('kill', 1, 'SIGKILL');
    expect(await fleet.scrape()).toMatchObject({ open: 2, depth: 22, heat: 22, target_info: 1, ...fleet.counted() });
  });

  it('puts those together that have gone, however many they are', async () => {
    await using fleet = await Fleet.start({});
    for (let round = 0; round < 20; round += 1) {
      await fleet.exit(0, 3);
      await fleet.tell('start', 0);
      if (round % 5 === 0) expect(await fleet.scrape()).toMatchObject(fleet.counted());
    }
    await eventually(async () => (await fleet.scrape())['jobs_total'] === fleet.jobs);
    expect(await fleet.scrape()).toMatchObject(fleet.counted());
  });

  it('shows a worker that hangs as it last was, and says so once', async () => {
    await using fleet = await Fleet.start({ FIRST: 'registered' });
    await fleet.work('first', 1);
    await fleet.work(1, 2);
    expect(await fleet.scrape()).toMatchObject(fleet.counted());
    const before = fleet.jobs;
    await fleet.work(1, 4);
    await fleet.tell('block', 1, 6_000);
    await fleet.work(2, 10);
    for (let scrapes = 0; scrapes < 3; scrapes += 1)
      expect(await fleet.scrape()).toMatchObject({ jobs_total: before + 10, wait_seconds_count: before + 10 });
    await eventually(async () => (await fleet.scrape())['jobs_total'] === fleet.jobs, { timeoutMs: 20_000 });
    const { stderr } = await fleet.app.kill('SIGKILL');
    expect(stderr.match(/process \d+ did not answer within 1000 ms; it is shown as it was/g)).toHaveLength(1);
  });

  describeWith('prometheus', 'a real Prometheus', () => {
    let prometheus: PrometheusServer;
    let fleet: Fleet;
    beforeAll(async () => {
      fleet = await Fleet.start({});
      prometheus = await startPrometheus({ targets: [`127.0.0.1:${fleet.port}`] });
    });
    afterAll(() => Promise.all([prometheus.stop(), fleet[Symbol.asyncDispose]()]));

    it('sees counters that only rise, and ends at the sum', async () => {
      await fleet.work(0, 1);
      await prometheus.waitFor('sum(jobs_total) >= 1');
      for (let round = 1; round <= 6; round += 1) {
        await fleet.work(round % 3, round);
        await fleet.tell('kill', round % 3, 'SIGTERM');
        await fleet.tell('start', round % 3);
      }
      await prometheus.waitFor(`sum(jobs_total) == ${fleet.jobs}`);
      for (const name of [
        'jobs_total',
        'wait_seconds_count',
        'wait_seconds_bucket',
        'foreign_time_milliseconds_total',
      ]) {
        const resets = await prometheus.query(`resets(${name}[5m])`);
        expect(resets.length).toBeGreaterThan(0);
        expect(resets.filter(({ value }) => value !== 0)).toEqual([]);
      }
      expect(await prometheus.query('count(count_over_time(target_info[5m]))')).toMatchObject([{ value: 1 }]);
    });
  });
});

describe.each(FIRST)('worker threads, with a main thread that has %s', (first) => {
  it('have one endpoint, which goes to another one with the thread that has it', async () => {
    await using fleet = await Fleet.start({ FIRST: first, MANY: 'threads' });
    if (first === 'registered') await fleet.work('first', 7);
    for (const thread of [0, 1, 2]) await fleet.work(thread, 10 + thread);
    expect(await fleet.scrape()).toMatchObject({ ...fleet.counted(), target_info: 1 });
    await fleet.work(0, 5);
    await fleet.tell('shutdown', 0);
    await fleet.exit(1, 5);
    const scraped = await eventually(() => fleet.scrape().catch(() => undefined), { timeoutMs: 10_000, everyMs: 100 });
    expect(scraped).toMatchObject(fleet.counted());
    // A thread that is terminated loses what it recorded since the last scrape: here nothing.
    await fleet.tell('start', 0);
    await fleet.work(0, 3);
    await fleet.tell('kill', 2);
    const last = await eventually(() => fleet.scrape().catch(() => undefined), { timeoutMs: 10_000, everyMs: 100 });
    expect(last).toMatchObject(fleet.counted());
    const { stderr } = await fleet.app.kill('SIGKILL');
    expect(stderr).not.toMatch(/taken by another server/);
  });
});
