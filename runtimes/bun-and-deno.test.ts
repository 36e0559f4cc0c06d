import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describeOther, installed } from './home.js';
import { delivered, expectShop } from './shop.js';

const home = installed();
afterAll(() => home.remove());
for (const name of ['croner', 'node-cron'])
  symlinkSync(join(__dirname, '../node_modules', name), join(home.folder, 'node_modules', name));

const hook = join(home.folder, 'node_modules/@portcall/node/dist/register-hook.mjs');
const hooked = { code: 0, stderr: '', metrics: ['shop_orders 3'], spans: ['place < none'] };

describeOther(home, 'bun/bin/bun.exe', 'Bun', (bun) => {
  it.each(['shop.mjs', 'shop.cjs'])('runs %s', async (file) => {
    expectShop(await delivered({ program: bun, args: [file], cwd: home.folder }));
  });

  it('delivers what an application records that registers nothing itself', async () => {
    const args = ['--preload', '@portcall/node/register', 'hooked.mjs'];
    expect(await delivered({ program: bun, args, cwd: home.folder })).toMatchObject(hooked);
  });

  it('injects into libraries that publish nothing, in whichever format they are', async () => {
    const args = ['--preload', '@portcall/node/register', 'schedules.mjs'];
    const { code, stderr, spans } = await delivered({ program: bun, args, cwd: home.folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(spans).toEqual(['hourly < none', 'nightly < none']);
  });
});

describeOther(home, 'deno/deno', 'Deno', (deno) => {
  const granted = ['run', '--allow-all', '--no-prompt'];

  it.each(['shop.mjs', 'shop.cjs'])('runs %s', async (file) => {
    expectShop(await delivered({ program: deno, args: [...granted, file], cwd: home.folder }));
  });

  it('delivers what an application records that registers nothing itself', async () => {
    const args = [...granted, '--preload', hook, 'hooked.mjs'];
    expect(await delivered({ program: deno, args, cwd: home.folder })).toMatchObject(hooked);
  });

  it('delivers with the providers of its own switched on, too', async () => {
    const env = { OTEL_DENO: 'true', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' };
    const { metrics, spans } = await delivered({
      program: deno,
      args: [...granted, 'shop.mjs'],
      cwd: home.folder,
      env,
    });
    expect(metrics).toEqual(expect.arrayContaining(['shop_orders 3', 'shop_wait_seconds 1']));
    expect(spans).toEqual(expect.arrayContaining(['pay < place', 'place < none']));
  });
});
