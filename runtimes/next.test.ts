import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually, freePort, runProgram, startFaultReceiver } from '@portcall/real-parts';
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

describeOther(home, 'next/dist/bin/next', 'Next, standalone, in an empty folder', () => {
  it('delivers the calls and metrics of its routes', async () => {
    const cwd = await standalone();
    await using receiver = await startFaultReceiver({ kind: 'accept' });
    const port = await freePort();
    const env = { PORT: String(port), HOSTNAME: '127.0.0.1', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    await using server = runProgram(process.execPath, { args: ['server.js'], cwd, env, timeoutMs: 60_000 });
    const placed = await eventually(async () => (await get(`http://127.0.0.1:${port}/order`)) ?? false);
    await server.kill('SIGTERM');
    rmSync(cwd, { recursive: true, force: true });
    const orders = receiver.metrics().filter(({ name }) => name === 'shop_orders');
    expect(placed).toBe('placed');
    expect(orders.map(({ value }) => value)).toEqual([3]);
    expect(receiver.spans().map(({ name }) => name)).toEqual(expect.arrayContaining(['place']));
  }, 300_000);
});

/** @returns the text, once somebody answers */
async function get(url: string): Promise<string | undefined> {
  try {
    return await (await fetch(url)).text();
  } catch {
    return undefined;
  }
}
