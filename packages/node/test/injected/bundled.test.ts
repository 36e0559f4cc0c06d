import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type DatabaseServer, describeWith, startPostgres, startRedis } from '@portcall/real-parts';
import { BUNDLE_FORMATS, type BundleFormat, bundled } from './bundle.js';
import { describeNodes, runPlainFile } from './plain-app.js';

const APP = `
  import { Queue, Worker } from 'bullmq';
  import { Cron } from 'croner';
  import cron from 'node-cron';
  import pg from 'pg';
  import { traced } from '@portcall/trace';

  const main = async () => {
    const pool = new pg.Pool({ connectionString: process.env.DATABASE });
    const connection = { host: '127.0.0.1', port: Number(new URL(process.env.REDIS).port) };
    const queue = new Queue('mails', { connection });
    await traced('place', { type: 'mutation' }, async () => {
      await pool.query('select 1');
      await queue.add('bill', {}, { removeOnComplete: true });
    })();
    const worker = new Worker('mails', async () => { await pool.query('select 2'); }, { connection });
    await new Promise((resolve) => worker.on('completed', resolve));
    const nightly = new Cron('0 0 1 1 *', { name: 'nightly', paused: true }, async () => { await pool.query('select 3'); });
    await nightly.trigger();
    nightly.stop();
    const hourly = cron.createTask('0 0 1 1 *', async () => { await pool.query('select 4'); }, { name: 'hourly' });
    await hourly.execute();
    await hourly.destroy();
    await worker.close();
    await queue.close();
    await pool.end();
  };
  main();
`;

describeWith('postgres', 'a bundle', () =>
  describeWith('redis-server', 'that esbuild has made with what is injected', () => {
    // Within the house, for the one package that is not bundled.
    let folder = '';
    let servers: readonly DatabaseServer[] = [];
    beforeAll(async () => {
      folder = mkdtempSync(join(__dirname, 'bundle-'));
      servers = await Promise.all([startPostgres(), startRedis()]);
    });
    afterAll(async () => {
      rmSync(folder, { recursive: true, force: true });
      await Promise.all(servers.map((server) => server.stop()));
    });

    const bundle = (format: BundleFormat) =>
      bundled(APP, { folder, format, external: ['pg-native', 'redis', '@valkey/valkey-glide'] });

    describeNodes((node) => {
      it.each(BUNDLE_FORMATS)('shows what it does, as %s', async (format) => {
        const [postgres, redis] = servers;
        const env = { DATABASE: postgres!.url, REDIS: redis!.url };
        const { code, stderr, tree } = await runPlainFile(await bundle(format), { node, env });
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        expect(tree).toBe(`place
  · query
  · schedule mails.bill
mails.bill < place
  · query
nightly
  · query
hourly
  · query`);
      });
    });
  }),
);
