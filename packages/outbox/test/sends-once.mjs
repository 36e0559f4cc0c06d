// Sends one request and is done: what is open then must not keep the process alive.
import { httpSender } from '@portcall/outbox';

const isLoaded = () => process.moduleLoadList.includes('NativeModule http');
const url = new URL(`${process.env.RECEIVER}/v1/traces`);
const sender = httpSender({ url, contentType: 'application/json' });
const before = isLoaded();
const waiting = setInterval(() => {}, 1_000);
const { kind } = await sender.send(Buffer.from('{}'), { timeoutMillis: 60_000 });
clearInterval(waiting);
console.log(`loaded before: ${before}, after: ${isLoaded()}, ${kind}`);
