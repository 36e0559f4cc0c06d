// Nothing of telemetry is in here: `@portcall/node/register` has seen to what these libraries make.
import { Cron } from 'croner';
import cron from 'node-cron';

const swept = new Cron('0 0 1 1 *', { name: 'nightly', paused: true }, async () => {});
await swept.trigger();
swept.stop();
const task = cron.createTask('0 0 1 1 *', async () => {}, { name: 'hourly' });
await task.execute();
await task.destroy();
