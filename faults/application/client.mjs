// Whoever calls the application: as many requests a second as it is told, whether or not the former ones are answered.
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

process.on('message', async ({ id, port, rate, seconds }) => {
  process.send({ id, given: await requested(port, rate, seconds) });
});
process.once('disconnect', () => process.exit());

/** @returns {Promise<number[]>} milliseconds of each request */
async function requested(port, rate, seconds) {
  const startedAt = performance.now();
  const all = [];
  for (let index = 0; index < rate * seconds; index += 1) {
    const dueAt = startedAt + (index * 1_000) / rate;
    const early = dueAt - performance.now();
    if (early > 1) await pause(early);
    all.push(answered(port));
  }
  return Promise.all(all);
}

function answered(port) {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, agent }, (response) => {
      response.resume().once('end', () => resolve(performance.now() - startedAt));
    });
    sent.once('error', reject).end();
  });
}
