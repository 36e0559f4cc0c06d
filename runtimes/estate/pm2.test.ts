import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, freePort, parseExposition } from '@portcall/real-parts';
import { describeOther, installed } from '../home.js';

const home = installed('estate');
afterAll(() => home.remove());

/** A pm2 of its own, with its daemon. */
class Pm2 implements Disposable {
  private readonly folder = mkdtempSync(join(tmpdir(), 'portcall-pm2-'));

  constructor(private readonly program: string) {}

  run(args: readonly string[]): string {
    return execFileSync(process.execPath, [this.program, '--silent', ...args], {
      cwd: home.folder,
      env: { ...process.env, PM2_HOME: this.folder },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  /** Starts an app in so many processes; `mode` is pm2's. */
  start(name: string, mode: 'cluster' | 'fork', processes: number, env: Readonly<Record<string, string>>): void {
    const app = { name, script: 'counting.cjs', cwd: home.folder, instances: processes, exec_mode: mode };
    const file = join(this.folder, `${name}.json`);
    // The daemon has the variables of whoever starts the first app, and hands them to all: what is not set is set to nothing.
    const variables = { OTEL_SERVICE_NAME: name, APP_PORT: '', ...env };
    writeFileSync(file, JSON.stringify({ apps: [{ ...app, env: variables }] }));
    this.run(['start', file]);
  }

  [Symbol.dispose](): void {
    this.run(['kill']);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What one scrape of a port counts. */
async function orders(port: number | string): Promise<number | undefined> {
  const text = await fetch(`http://127.0.0.1:${port}/metrics`).then(
    (answer) => answer.text(),
    () => undefined,
  );
  if (text === undefined) return undefined;
  const { samples } = parseExposition(text);
  const counted = samples.filter(({ name }) => name === 'shop_orders_total');
  return counted.reduce((sum, { value }) => sum + value, 0);
}

const soon = (port: string, sum: number) =>
  eventually(async () => (await orders(port)) === sum, { timeoutMs: 20_000, everyMs: 100 });

describeOther(home, 'pm2/bin/pm2', 'pm2', (program) => {
  it('in cluster mode has one endpoint with the exact sum, reloads included, for each of its apps', async () => {
    using pm2 = new Pm2(program);
    const [shop, other, app] = await Promise.all([freePort(), freePort(), freePort()]).then((all) => all.map(String));
    pm2.start('shop', 'cluster', 3, { OTEL_EXPORTER_PROMETHEUS_PORT: shop!, APP_PORT: app! });
    pm2.start('other', 'cluster', 2, { OTEL_EXPORTER_PROMETHEUS_PORT: other! });
    await soon(shop!, 300);
    await soon(other!, 200);
    for (let sent = 0; sent < 20; sent += 1) await fetch(`http://127.0.0.1:${app}`);
    for (let scrape = 0; scrape < 6; scrape += 1) expect(await orders(shop!)).toBe(320);
    pm2.run(['reload', 'shop']);
    await soon(shop!, 620);
    for (let sent = 0; sent < 10; sent += 1) await fetch(`http://127.0.0.1:${app}`);
    for (let scrape = 0; scrape < 6; scrape += 1) expect(await orders(shop!)).toBe(630);
    expect(await orders(other!)).toBe(200);
  }, 90_000);

  it('in fork mode has one endpoint with the exact sum, which goes on when processes are started anew', async () => {
    using pm2 = new Pm2(program);
    const [shop, other] = await Promise.all([freePort(), freePort()]).then((all) => all.map(String));
    pm2.start('shop', 'fork', 3, { OTEL_EXPORTER_PROMETHEUS_PORT: shop! });
    pm2.start('other', 'fork', 1, { OTEL_EXPORTER_PROMETHEUS_PORT: other! });
    await soon(shop!, 300);
    pm2.run(['reload', 'shop']);
    await soon(shop!, 600);
    expect(await orders(other!)).toBe(100);
  }, 90_000);
});
