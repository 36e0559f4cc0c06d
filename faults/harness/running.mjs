// Runs scenarios, each once for every peer, one beside the other and both at the same time: they meet the same machine.
import { startApplication } from './applying.mjs';
import { startReceiver } from './receiving.mjs';

const PEERS = ['portcall', 'opentelemetry'];

/**
 * What a scenario gets for one peer. Whatever it starts by this ends with it.
 * @typedef {object} Stage
 * @property {string} peer
 * @property {boolean} isQuick whether long scenarios take their short form
 * @property {boolean} withSpool whether Portcall keeps on disk what it cannot deliver, where a scenario is about that
 * @property {(one: { stop: () => unknown }) => unknown} stopAtEnd
 * @property {(options?: object) => Promise<any>} startReceiver
 * @property {(options: object) => Promise<any>} startApplication
 */

/** @returns {Promise<Record<string, import('./findings.mjs').Findings | { error: string }>>} by peer */
export async function ranScenario(scenario, { homes, ...settings }) {
  const found = {};
  const once = async (peer) => {
    found[peer] = await ranOnce(scenario, { ...settings, peer, home: homes[peer] });
  };
  const { peers = PEERS } = scenario;
  if (scenario.alone) for (const peer of peers) await once(peer);
  else await Promise.all(peers.map(once));
  return found;
}

async function ranOnce(scenario, { peer, home, ...settings }) {
  const started = [];
  const stopAtEnd = (one) => {
    started.push(one);
    return one;
  };
  try {
    return await scenario.run({
      ...settings,
      peer,
      stopAtEnd,
      startReceiver: async (options) => stopAtEnd(await startReceiver(options)),
      startApplication: async (options) => stopAtEnd(await startApplication({ ...options, home })),
    });
  } catch (error) {
    return { error: error.message };
  } finally {
    for (const one of started.reverse()) await one.stop();
  }
}

/** Those that measure times run alone, after all the others, of which so many run at a time. */
export async function inTurns(names, { isAlone, atOnce, run }) {
  const together = names.filter((name) => !isAlone(name));
  const worker = async () => {
    for (let name = together.shift(); name !== undefined; name = together.shift()) await run(name);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  for (const name of names.filter(isAlone)) await run(name);
}
