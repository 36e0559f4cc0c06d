// A process that starts others as STARTED says: `fork`, `spawn` with NODE_OPTIONS, `shell`, or `sync`. Each of them registers with the
// port that all are told, counts so much work, and stays until it is told to end. FIRST=silent does not register itself.
import { execSync, fork, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { counter, defineCatalog } from '@portcall/metrics';
import { instruments } from '@portcall/otel';

const catalog = defineCatalog({
  scope: 'fleet',
  prefix: '',
  metrics: { jobs: counter({ name: 'jobs', description: 'Jobs.' }) },
});
const self = fileURLToPath(import.meta.url);
const { STARTED, FIRST, WORK } = process.env;
const hook = `--import ${import.meta.resolve('@portcall/node/register')}`;

if (WORK === undefined) {
  if (FIRST !== 'silent') await import('@portcall/node/register');
  const { bind } = await import('@portcall/metrics');
  const { jobs } = bind(catalog, instruments());
  const env = (work, service) => ({
    ...process.env,
    NODE_OPTIONS: hook,
    WORK: String(work),
    ...(service && { OTEL_SERVICE_NAME: service }),
  });
  const children = [];
  const started = {
    fork: (work, service) => fork(self, { env: env(work, service), stdio: ['ignore', 'pipe', 'inherit', 'ipc'] }),
    spawn: (work) => spawn(process.execPath, [self], { env: env(work), stdio: ['pipe', 'pipe', 'inherit'] }),
    shell: (work) =>
      spawn(`"${process.execPath}" "${self}"`, { shell: true, env: env(work), stdio: ['pipe', 'pipe', 'inherit'] }),
  };
  const does = {
    work: (times) => jobs.add(Number(times)),
    async start(work, service) {
      const child = started[STARTED](work, service);
      children.push(child);
      await new Promise((resolve) => child.stdout.once('data', resolve));
    },
    sync: (work) =>
      execSync(`"${process.execPath}" "${self}"`, { env: env(work), stdio: ['ignore', 'ignore', 'inherit'] }),
    async end(index, signal) {
      const exit = new Promise((resolve) => children[index].once('exit', resolve));
      children[index].kill(signal);
      await exit;
    },
  };
  const server = createServer(async ({ url }, response) => {
    const [, command, ...given] = url.split('/');
    await does[command](...given);
    response.end();
  }).listen(0, '127.0.0.1', () => console.log(`commands http://127.0.0.1:${server.address().port}`));
} else {
  const { bind } = await import('@portcall/metrics');
  bind(catalog, instruments()).jobs.add(Number(WORK));
  console.log('ready');
  // Until whoever has started it has gone, which would wait for it otherwise.
  if (process.channel !== undefined) process.on('disconnect', () => process.exit());
  else if (STARTED !== 'sync') process.stdin.resume().on('end', () => process.exit());
}
