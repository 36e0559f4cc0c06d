// A traced function that starts itself anew, for ever: by a timer, after a failure, and from the event of a closed connection.
import { EventEmitter, once } from 'node:events';
import { registerInstrumentation } from '@portcall/node';
import { action, op, tracedFunctions } from '@portcall/trace';
import { measured } from './measured.mjs';

const meter = measured(Number(process.argv[2]));
const telemetry = registerInstrumentation({ serviceName: 'soak', exporters: ['otlp'] });
let turn = 0;

const functions = tracedFunctions({
  poll: action(async () => {
    await op('get', 'queue', async () => []);
    next();
  }),
  retry: action(() => {
    queueMicrotask(next);
    throw new Error('not yet');
  }),
  reconnect: action(async () => {
    const socket = new EventEmitter();
    socket.on('close', next);
    setImmediate(() => socket.emit('close'));
    await once(socket, 'close');
  }),
});

function next() {
  if (!meter.tick()) return void telemetry.shutdown();
  turn += 1;
  if (turn % 3 === 0) setTimeout(functions.poll, 0);
  else if (turn % 3 === 1) setImmediate(retryQuietly);
  else void functions.reconnect();
}

function retryQuietly() {
  try {
    functions.retry();
  } catch {
    // The next one is on its way.
  }
}

next();
