// Appends while the process ends by an error.
import { fileSpool } from '@portcall/outbox';

const spool = fileSpool({ dir: process.argv[2], name: 'traces' });
process.on('exit', () => {
  spool.append({ bytes: Buffer.from('at exit'), items: 1 });
});
process.on('uncaughtExceptionMonitor', () => {
  spool.append({ bytes: Buffer.from('before an error'), items: 1 });
});
setImmediate(() => {
  throw new Error('the last one');
});
