import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type DatabaseServer, describeWith, startRedis } from '@portcall/real-parts';
import { BUNDLE_FORMATS, bundled } from './bundle.js';
import { describeNodes, runPlainApp, runPlainFile } from './plain-app.js';

/** Nobody waits for the connection; the third call finds it ready. */
const STEPS = `
  const redis = new Redis(process.env.REDIS);
  const call = (name, body) => traced(name, { type: 'mutation' }, body)();
  const together = await Promise.all([
    call('set', async () => redis.set('a', '1')),
    call('count', async () => { await redis.incr('a'); return redis.get('a'); }),
  ]);
  redis.get('a');
  await call('both', async () => redis.multi().set('a', '5').get('a').exec());
  console.log(JSON.stringify(together));
  redis.disconnect();
`;

const TREE = `set
  · set
count
  · incr
  · get
both
  · multi`;

describeWith('redis-server', 'an app that uses ioredis before it is connected, without a line in it', () => {
  let server: DatabaseServer;
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(__dirname, 'bundle-'));
    server = await startRedis();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await server.stop();
  });

  describeNodes((node) => {
    it.each(['import', 'require'] as const)(
      'shows its commands in the calls that made them, with %s',
      async (format) => {
        const code = `const { Redis } = await load('ioredis').then((it) => it.default ?? it);${STEPS}`;
        const {
          code: exitCode,
          stdout,
          stderr,
          tree,
        } = await runPlainApp({ code, format, node, env: { REDIS: server.url } });
        expect({ exitCode, stderr, tree }).toEqual({ exitCode: 0, stderr: '', tree: TREE });
        expect(JSON.parse(stdout)).toEqual(['OK', '2']);
      },
    );

    it.each(BUNDLE_FORMATS)('shows them where it is bundled, as %s', async (format) => {
      const app = `import { Redis } from 'ioredis'; import { traced } from '@portcall/trace';
        const main = async () => {${STEPS}}; main();`;
      const file = await bundled(app, { folder, format, external: [] });
      const { code, stderr, tree } = await runPlainFile(file, { node, env: { REDIS: server.url } });
      expect({ code, stderr, tree }).toEqual({ code: 0, stderr: '', tree: TREE });
    });
  });
});
