import { startFaultReceiver } from '@portcall/real-parts';
import { fetchSender, httpSender } from '../src/index.js';
import { describeSender } from './describe-sender.js';

describeSender('httpSender', httpSender);
describeSender('fetchSender', fetchSender);

it('sends by fetch as it is where nothing compresses', async () => {
  const { CompressionStream } = globalThis;
  Object.assign(globalThis, { CompressionStream: undefined });
  try {
    await using receiver = await startFaultReceiver();
    const url = new URL(`${receiver.url}/v1/traces`);
    const sender = fetchSender({ url, contentType: 'application/json', compression: 'gzip' });
    expect(await sender.send(Buffer.from('{}'), { timeoutMillis: 5_000 })).toMatchObject({ kind: 'delivered' });
    expect(receiver.requests()[0]?.headers).not.toHaveProperty('content-encoding');
  } finally {
    Object.assign(globalThis, { CompressionStream });
  }
});
