import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { type Child, eventually, freePort, parseExposition, runNode } from '@portcall/real-parts';

// Processes start as fast as the machine lets them.
jest.setTimeout(30_000);

/** A process and those that it has started, which are all told one port. */
class Family implements AsyncDisposable {
  /** What they have said on stderr so far. */
  said = '';

  private constructor(
    readonly app: Child,
    readonly port: number,
    private readonly commands: string,
  ) {
    app.process.stderr!.on('data', (text: string) => (this.said += text));
  }

  static async start(env: Readonly<Record<string, string>>, port?: number): Promise<Family> {
    const own = port ?? (await freePort());
    const app = runNode(join(__dirname, 'children-app.mjs'), {
      env: {
        OTEL_SERVICE_NAME: 'family',
        OTEL_METRICS_EXPORTER: 'prometheus',
        OTEL_TRACES_EXPORTER: 'none',
        OTEL_EXPORTER_PROMETHEUS_PORT: String(own),
        ...env,
      },
      timeoutMs: 25_000,
    });
    const line = await app.waitForLine(/^commands /, 30_000);
    return new Family(app, own, line.split(' ')[1]!);
  }

  async tell(...command: readonly (string | number)[]): Promise<void> {
    await fetch(`${this.commands}/${command.join('/')}`);
  }

  /** What a scrape counts; undefined while nobody has the port. */
  async jobs(): Promise<number | undefined> {
    const text = await fetch(`http://127.0.0.1:${this.port}/metrics`).then(
      (answer) => answer.text(),
      () => undefined,
    );
    if (text === undefined) return undefined;
    const { samples, errors } = parseExposition(text);
    expect(errors).toEqual([]);
    return samples.filter(({ name }) => name === 'jobs_total').reduce((sum, { value }) => sum + value, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app[Symbol.asyncDispose]();
  }
}

describe.each(['fork', 'spawn', 'shell'])('processes that are started by %s', (STARTED) => {
  it('share the endpoint of who has started them, with the exact sum, also when some have gone', async () => {
    await using family = await Family.start({ STARTED });
    await family.tell('work', 1);
    expect(await family.jobs()).toBe(1);
    await family.tell('start', 10);
    await family.tell('start', 100);
    await eventually(async () => (await family.jobs()) === 111);
    await family.tell('end', 0, STARTED === 'shell' ? 'SIGKILL' : 'SIGTERM');
    await family.tell('start', 1_000);
    await eventually(async () => (await family.jobs()) === 1_111);
    const { stderr } = await family.app.kill('SIGKILL');
    expect(stderr).toBe('');
  });
});

it('a process that is waited for is in the sum once it has ended', async () => {
  await using family = await Family.start({ STARTED: 'sync' });
  await family.tell('sync', 5);
  await family.tell('sync', 7);
  await family.tell('work', 1);
  expect(await family.jobs()).toBe(13);
  expect((await family.app.kill('SIGTERM')).stderr).toBe('');
});

it('processes that somebody has forked who does not register have one endpoint, which goes from one to another', async () => {
  await using family = await Family.start({ STARTED: 'fork', FIRST: 'silent' });
  await family.tell('start', 1);
  await family.tell('start', 10);
  await eventually(async () => (await family.jobs()) === 11);
  await family.tell('end', 0, 'SIGTERM');
  await eventually(async () => (await family.jobs()) === 11);
  expect((await family.app.kill('SIGKILL')).stderr).toBe('');
});

it('one of another service does not share it, and says that it has none', async () => {
  await using family = await Family.start({ STARTED: 'fork' });
  await family.tell('start', 10, 'stranger');
  await family.tell('work', 1);
  await eventually(() => family.said !== '', { timeoutMs: 15_000 });
  expect(family.said).toMatch(/prometheus: the port 127\.0\.0\.1:\d+ is taken by another server/);
  expect(await family.jobs()).toBe(1);
});

it('a port that a stranger has is said to be taken, once', async () => {
  const stranger: Server = createServer((_, response) => response.end('mine')).listen(0, '127.0.0.1');
  await new Promise((resolve) => stranger.once('listening', resolve));
  const { port } = stranger.address() as { readonly port: number };
  const family = await Family.start({ STARTED: 'fork' }, port);
  await family.tell('start', 1);
  await eventually(() => family.said !== '', { timeoutMs: 15_000 });
  const { stderr } = await family.app.kill('SIGTERM');
  await new Promise((resolve) => stranger.close(resolve));
  expect(stderr.match(/is taken by another server/g)).toHaveLength(1);
});
