import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describeOther, installed } from './home.js';
import { delivered } from './shop.js';

const home = installed();
const others = home.others ?? '';
cpSync(join(__dirname, 'edges'), home.folder, { recursive: true });
afterAll(() => home.remove());

/** Makes one file of an application, for runtimes of one kind. */
function bundle(file: string, args: readonly string[]): string {
  const made = join(home.folder, 'made', `${file}.js`);
  execFileSync(join(others, 'esbuild/bin/esbuild'), [file, '--bundle', `--outfile=${made}`, ...args], {
    cwd: home.folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return made;
}

describeOther(home, 'miniflare/dist/src/index.js', "Cloudflare's workerd, with nodejs_compat", (miniflare) => {
  it('delivers metrics and traces after the answer', async () => {
    const conditions = ['--conditions=workerd,worker', '--external:node:*', '--external:cloudflare:*'];
    const worker = bundle('worker.mjs', ['--format=esm', '--platform=node', ...conditions]);
    const run = await delivered({
      program: join(others, 'node24/bin/node'),
      args: ['workerd.mjs', miniflare, worker],
      cwd: home.folder,
    });
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
    expect(run.metrics).toEqual(['shop_orders 0', 'shop_orders 3']);
    expect(run.spans).toEqual(['pay < place', 'place < none']);
    expect(JSON.parse(run.stdout)).toEqual({
      answer: { isInside: true },
      ledger: [
        expect.objectContaining({ signal: 'metrics', recorded: 2, delivered: 2 }),
        expect.objectContaining({ signal: 'spans', recorded: 2, delivered: 2 }),
      ],
    });
  }, 60_000);
});

describeOther(home, 'edge-runtime/dist/index.js', 'a runtime without any module of Node', (edgeRuntime) => {
  it('keeps metrics and traces, and exports them by fetch', async () => {
    const shop = bundle('edge.mjs', ['--format=iife', '--platform=browser', '--conditions=edge-light']);
    const run = await delivered({
      program: process.execPath,
      args: ['edge-runtime.mjs', edgeRuntime, shop],
      cwd: home.folder,
    });
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
    expect(run.metrics).toEqual(['shop_orders 0', 'shop_orders 3']);
    expect(run.spans).toEqual(['pay < place', 'place < none']);
    expect(JSON.parse(run.stdout)).toEqual({
      has: ['undefined', 'undefined', 'undefined', 'undefined'],
      shop: {
        isInside: true,
        value: 3,
        ledger: [
          expect.objectContaining({ signal: 'metrics', recorded: 2, delivered: 2 }),
          expect.objectContaining({ signal: 'spans', recorded: 2, delivered: 2 }),
        ],
        calls: ['place ok 1', 'pay ok 0'],
      },
    });
  }, 60_000);
});
