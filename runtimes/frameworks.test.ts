import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cachedRuntime } from '@portcall/real-parts';
import { describeOther, installed } from './home.js';
import { type Delivered, delivered } from './shop.js';

const home = installed('frameworks');
cpSync(join(__dirname, 'frameworks'), home.folder, { recursive: true, filter: (path) => !path.endsWith('.json') });
if (home.others !== undefined) linkMissing(home.others, join(home.folder, 'node_modules'));
afterAll(() => home.remove());

/** What one installation has, and another one lacks. */
function linkMissing(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  const there = new Set(readdirSync(to));
  for (const name of readdirSync(from)) {
    if (!there.has(name)) symlinkSync(join(from, name), join(to, name));
    else if (name.startsWith('@')) linkMissing(join(from, name), join(to, name));
  }
}

async function seen(
  program: string,
  args: readonly string[],
  channels = 'http-server,express,fastify',
): Promise<Delivered> {
  const env = { PORTCALL_CHANNELS: channels };
  const run = await delivered({ program, args, cwd: home.folder, env });
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
  return run;
}

const HOOK = ['--import', '@portcall/node/register'];
const ROUTED = ['GET /failing < none', 'GET /lots/:lot < none', 'GET < none', 'price < GET /lots/:lot'];
const UNROUTED = ['GET < none', 'GET < none', 'GET < none', 'price < GET'];
const COUNTED = expect.arrayContaining(['http.server.request.duration 1', 'http.server.active_requests 0']) as unknown;

describeOther(home, '@nestjs/core/index.js', 'NestJS 11', () => {
  it.each(['express', 'fastify'])(
    'names the calls of its requests by their routes, on %s',
    async (platform) => {
      const { spans, metrics } = await seen(process.execPath, [...HOOK, 'nest.mjs', platform]);
      expect(spans).toEqual(ROUTED);
      expect(metrics).toEqual(COUNTED);
    },
    60_000,
  );
});

describeOther(home, 'axios/index.js', 'axios', () => {
  it('has a span for each request that it sends, redirects too, and carries the trace on', async () => {
    const run = await seen(process.execPath, [...HOOK, 'with-axios.mjs'], 'http-client,http-server');
    expect(run.stdout).toBe('404\n');
    const asked = [
      'GET < GET',
      'GET < GET',
      'GET < order',
      'GET < order',
      'POST < POST',
      'POST < order',
      'order < none',
    ];
    expect(run.spans).toEqual(asked);
  }, 60_000);
});

const bun = cachedRuntime('bun');
(bun === undefined ? describe.skip : describe)('Bun', () => {
  const onBun = (file: string) => seen(bun!, ['--preload', '@portcall/node/register', file]);

  it.each(['elysia.mjs', 'hono.mjs'])(
    'has calls of the requests that it serves, by their routes: %s',
    async (file) => {
      const { spans, metrics } = await onBun(file);
      expect(spans).toEqual(ROUTED);
      expect(metrics).toEqual(COUNTED);
    },
    60_000,
  );

  it('has calls of the requests to node:http', async () => {
    const { spans, metrics } = await onBun('node-http.mjs');
    expect(spans).toEqual(UNROUTED);
    expect(metrics).toEqual(COUNTED);
  }, 60_000);
});

const deno = cachedRuntime('deno');
(deno === undefined ? describe.skip : describe)('Deno', () => {
  const hook = join(home.folder, 'node_modules/@portcall/node/dist/register-hook.mjs');
  const onDeno = (file: string) => seen(deno!, ['run', '--allow-all', '--no-prompt', '--preload', hook, file]);

  it('has calls of the requests that it serves, by their routes: hono.mjs', async () => {
    const { spans, metrics } = await onDeno('hono.mjs');
    expect(spans).toEqual(ROUTED);
    expect(metrics).toEqual(COUNTED);
  }, 60_000);

  it('has calls of the requests to node:http', async () => {
    const { spans, metrics } = await onDeno('node-http.mjs');
    expect(spans).toEqual(UNROUTED);
    expect(metrics).toEqual(COUNTED);
  }, 60_000);
});
