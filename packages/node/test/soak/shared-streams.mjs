// Streams of which there is one, returned by call after call: a queue, a socket, a web stream, a subscription.
import { PassThrough } from 'node:stream';
import { registerInstrumentation } from '@portcall/node';
import { query, tracedFunctions } from '@portcall/trace';
import { measured } from './measured.mjs';

const runs = Number(process.argv[2]);
const meter = measured(runs);
const telemetry = registerInstrumentation({ serviceName: 'soak', exporters: ['otlp'] });

const socket = new PassThrough();
socket.resume();
const web = new ReadableStream(
  { pull: (controller) => void controller.enqueue(new Uint8Array(1)) },
  { highWaterMark: 0 },
);
const subscription = {
  [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: 1 }) }),
};

const { getSocket, getWeb, getSubscription } = tracedFunctions({
  getSocket: query(() => socket),
  getWeb: query(async () => web),
  getSubscription: query(() => subscription),
});

const seen = { socket: getSocket(), web: await getWeb(), subscription: getSubscription() };
for (let run = 0; run < runs; run += 1) {
  const given = getSocket();
  if (given !== seen.socket || (await getWeb()) !== seen.web || getSubscription() !== seen.subscription) {
    throw new Error('a stream came back as another one');
  }
  given.write('x');
  if (run % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  meter.tick();
}
socket.end();
await telemetry.shutdown();
