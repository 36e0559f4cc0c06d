import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually, type FaultReceiver, freePort, runProgram, startFaultReceiver } from '@portcall/real-parts';
import { describeOther, installed } from './home.js';

const home = installed('next');
afterAll(() => home.remove());

const run = promisify(execFile);

/** Builds the application beside this file, and moves what Next has made of it to an empty folder. */
async function standalone(): Promise<string> {
  const folder = join(home.folder, 'next-application');
  cpSync(join(__dirname, 'next'), folder, { recursive: true });
  cpSync(home.others!, join(folder, 'node_modules'), { recursive: true });
  const tarballs = readdirSync(join(home.folder, 'packed')).map((file) => join(home.folder, 'packed', file));
  const quietly = ['--no-save', '--prefer-offline', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...quietly, ...tarballs, '@opentelemetry/api@1.9.1'], { cwd: folder });
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' } as const;
  await run(process.execPath, ['node_modules/next/dist/bin/next', 'build'], { cwd: folder, env });
  const moved = mkdtempSync(join(tmpdir(), 'portcall-next-'));
  cpSync(join(folder, '.next/standalone'), moved, { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  return moved;
}

// Beside a dozen other programs Next takes its time.
const SLOWLY = { timeoutMs: 60_000 };

describeOther(home, 'next/dist/bin/next', 'Next, standalone, in an empty folder', () => {
  it('delivers the calls and metrics of its routes', async () => {
    const cwd = await standalone();
    await using receiver = await startFaultReceiver({ kind: 'accept' });
    const port = await freePort();
    // Next ends the process at a signal, and waits for nobody.
    const soon = { OTEL_METRIC_EXPORT_INTERVAL: '200', OTEL_BSP_SCHEDULE_DELAY: '100' };
    const env = { PORT: String(port), HOSTNAME: '127.0.0.1', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...soon };
    await using server = runProgram(process.execPath, { args: ['server.js'], cwd, env, timeoutMs: 240_000 });
    const placed = await eventually(async () => (await get(`http://127.0.0.1:${port}/order`)) ?? false, SLOWLY);
    expect(placed).toBe('placed');
    const orders = await eventually(() => receiver.metrics().findLast(({ name }) => name === 'shop_orders'), SLOWLY);
    const span = await eventually(() => receiver.spans().find(({ name }) => name === 'place'), SLOWLY);
    const url = `http://127.0.0.1:${port}`;
    // What was asked before Next had run what registers is not seen.
    for (const path of ['/', '/order', '/lots/7', '/lots/8', '/lots/lost', '/.env', '/wp-login.php'])
      await get(url + path);
    const isCounted = (): readonly string[] | false => routesIn(receiver).length >= 5 && routesIn(receiver);
    const routes = await eventually(isCounted, {
      timeoutMs: 30_000,
      what: () => `routes but ${String(routesIn(receiver))}`,
    });
    const request = await eventually(
      () => receiver.spans().find(({ name, kind }) => name === 'GET /order' && kind === 2),
      SLOWLY,
    );
    await server.kill('SIGTERM');
    rmSync(cwd, { recursive: true, force: true });
    expect(orders.value).toBe(3);
    expect(span.resource['service.name']).toBe('shop');
    expect(
      receiver
        .spans()
        .filter(({ name }) => name === 'place')
        .map(({ traceId }) => traceId),
    ).toContain(request.traceId);
    expect(routes).toEqual(['/ 200', '/lots/[lot] 200', '/lots/[lot] 500', '/order 200', 'undefined 404']);
  }, 600_000);
});

/** Of `http.server.request.duration`: routes with their statuses. */
function routesIn(receiver: FaultReceiver): readonly string[] {
  const points = receiver.metrics().filter(({ name }) => name === 'http.server.request.duration');
  const routes = points.map(
    ({ attributes }) => `${String(attributes['http.route'])} ${String(attributes['http.response.status_code'])}`,
  );
  return [...new Set(routes)].sort();
}

/** @returns the text, once somebody answers */
async function get(url: string): Promise<string | undefined> {
  try {
    return await (await fetch(url)).text();
  } catch {
    return undefined;
  }
}
