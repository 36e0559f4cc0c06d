import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram, startFaultReceiver } from '@portcall/real-parts';
import { describeNodes, treeOf } from './plain-app.js';

/** Has an instrumentation of OpenTelemetry's kind, and a library that publishes nothing. */
const MODULE = `
  import { isMainThread, threadId } from 'node:worker_threads';
  import { InstrumentationBase, InstrumentationNodeModuleDefinition } from '@opentelemetry/instrumentation';
  class PinoPatch extends InstrumentationBase {
    constructor() { super('@opentelemetry/instrumentation-pino', '1.0.0', {}); }
    init() {
      return new InstrumentationNodeModuleDefinition('pino', ['*'], (exports) => {
        console.log('seen by thread', threadId);
        return exports;
      });
    }
  }
  new PinoPatch();
  await import('pino');
  const { Cron } = await import('croner');
  await new Promise((resolve) => {
    const job = new Cron('0 0 1 1 *', { maxRuns: 1 }, function tick() { setTimeout(resolve, 5); });
    job.trigger().then(() => job.stop());
  });
`;
const MAIN = `
  import { Worker } from 'node:worker_threads';
  for (let started = 0; started < 2; started += 1)
    await new Promise((resolve) => new Worker(new URL('worker.mjs', import.meta.url)).once('exit', resolve));
`;

const folder = mkdtempSync(join(__dirname, '../../.portcall-threads-'));
beforeAll(() => {
  writeFileSync(join(folder, 'package.json'), '{ "dependencies": { "@opentelemetry/instrumentation-pino": "*" } }');
  writeFileSync(join(folder, 'worker.mjs'), MODULE);
  writeFileSync(join(folder, 'main.mjs'), MAIN);
  writeFileSync(join(folder, 'both.mjs'), MODULE + MAIN);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function ran(node: string, flag: string, file: string) {
  await using receiver = await startFaultReceiver();
  const app = runProgram(node, {
    args: [flag, '@portcall/node/register', file],
    cwd: folder,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    timeoutMs: 40_000,
  });
  const { code, stdout, stderr } = await app.exit;
  const seen = stdout.trim().split('\n');
  return { code, stderr, seen: seen.length, threads: new Set(seen).size, tree: treeOf(receiver.spans()) };
}

describeNodes((node) => {
  it.each([
    ['--import', 'both.mjs', 3],
    ['--require', 'main.mjs', 2],
  ])(
    'with %s worker threads see what they import, as %s does itself',
    async (flag, file, threads) => {
      const tree = Array.from({ length: threads }, () => 'tick').join('\n');
      expect(await ran(node, flag, file)).toEqual({ code: 0, stderr: '', seen: threads, threads, tree });
    },
    60_000,
  );
});
