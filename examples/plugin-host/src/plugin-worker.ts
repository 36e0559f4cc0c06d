import { parentPort, workerData } from 'node:worker_threads';
import { MemoryPeak } from './memory-peak.js';
import type { Answer, Call, Message, ThreadData } from './plugin-messages.js';

// What runs inside a plugin's thread: it loads the module, says which functions it has, and answers one call after another.

type PluginFunction = (input: unknown) => unknown;

if (parentPort === null) throw new Error('a plugin runs in a thread of its host; start the host');
const host = parentPort;
const plugin = (await import((workerData as ThreadData).url)) as Readonly<Record<string, unknown>>;
const functions = new Map(
  Object.entries(plugin).filter((entry): entry is [string, PluginFunction] => typeof entry[1] === 'function'),
);

host.on('message', (call: Call) => void answer(call));
say({ kind: 'loaded', functions: [...functions.keys()] });

async function answer(call: Call): Promise<void> {
  const ended = await run(call);
  try {
    say(ended);
  } catch (error) {
    // A function, for one, cannot be sent to another thread.
    say({
      kind: 'failed',
      error: `its result cannot be sent: ${messageOf(error)}`,
      memoryPeakBytes: ended.memoryPeakBytes,
    });
  }
}

async function run({ functionName, input }: Call): Promise<Answer> {
  const memory = new MemoryPeak();
  try {
    const value = await functions.get(functionName)?.(input);
    return { kind: 'returned', value, memoryPeakBytes: memory.stop() };
  } catch (error) {
    return { kind: 'failed', error: messageOf(error), memoryPeakBytes: memory.stop() };
  }
}

function say(message: Message): void {
  host.postMessage(message);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
