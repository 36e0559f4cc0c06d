const { tracedTask } = require('@portcall/integrations/worker-threads');
const { traced } = require('@portcall/trace');
const { parentPort } = require('node:worker_threads');

const decode = traced('decode', { type: 'query' }, async () => {});
const resize = tracedTask('resize', { type: 'query' }, async ({ width }) => {
  await decode();
  return width * 2;
});

// As what a pool calls, and as a thread that is sent messages.
module.exports = resize;
if (process.argv[2] === 'listens')
  parentPort.on('message', async (task) => {
    parentPort.postMessage(await resize(task));
    parentPort.close();
  });
