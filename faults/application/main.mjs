// An application that is told what to do by messages. `node main.mjs portcall`, with FAULTS_APPLICATION as JSON: the file that
// counts what has ended, the number of the first call, and the folder of the spool if there is one.
import { createServer } from 'node:http';
import { parentPort } from 'node:worker_threads';
import { endedCount } from './ended.mjs';
import { Load } from './load.mjs';
import { watchBlocks } from './longest-block.mjs';

const { peer, countFile, first, spool } = JSON.parse(process.env.FAULTS_APPLICATION);
const { open } = await import(`./${peer}.mjs`);
const { call, shutdown, report } = await open({ spool });
const load = new Load(call, { first, onEnded: endedCount(countFile) });

const blocks = watchBlocks();
// What it took to load everything is over at the first turn.
setImmediate(blocks.begin);

let server;

const COMMANDS = {
  async steady(options) {
    await load.steady(options);
  },

  async burst({ count }) {
    load.burst(count);
    // The calls are the application's own; what counts is what becomes of the event loop after them.
    setImmediate(blocks.begin);
  },

  async serve() {
    server = createServer((_, response) => {
      load.burst(1);
      response.end('worked');
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { port: server.address().port };
  },

  /** Asked before the end as well: what the longest block was up to there. */
  async report() {
    return { longestBlockMs: blocks.longest(), ...report() };
  },

  /** Ends telemetry, says what there is to say, and leaves the process to end by itself, or exits at once. */
  async shutdown({ thenExit = false }) {
    const startedAt = performance.now();
    await shutdown();
    const shutdownMs = Math.round(performance.now() - startedAt);
    setImmediate(() => (thenExit ? process.exit(0) : end()));
    return { shutdownMs, longestBlockMs: blocks.longest(), ...report() };
  },

  async exit({ code }) {
    setImmediate(() => process.exit(code));
  },

  async throw() {
    setImmediate(() => {
      throw new Error('nobody catches this');
    });
  },
};

const parent = parentPort ?? process;
const say = (message) => (parentPort === null ? process.send(message) : parentPort.postMessage(message));
parent.on('message', async ({ id, command, ...options }) => say({ id, given: await COMMANDS[command](options) }));
// Whoever started it has gone.
process.once('disconnect', () => process.exit(9));
say({ ready: true });

function end() {
  process.removeAllListeners('disconnect');
  blocks.stop();
  server?.close();
  server?.closeAllConnections();
  if (parentPort === null) process.disconnect();
  else parentPort.close();
}
