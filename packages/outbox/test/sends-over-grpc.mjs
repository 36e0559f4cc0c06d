// Sends two requests and is done: what is open then must not keep the process alive.
import { grpcSender } from '@portcall/outbox';

const isLoaded = () => process.moduleLoadList.includes('NativeModule http2');
const sender = grpcSender({ url: new URL(process.env.RECEIVER), path: '/some.Service/Export' });
const before = isLoaded();
const waiting = setInterval(() => {}, 1_000);
const first = await sender.send(new Uint8Array(8), { timeoutMillis: 60_000 });
const second = await sender.send(new Uint8Array(8), { timeoutMillis: 60_000 });
clearInterval(waiting);
console.log(`loaded before: ${before}, after: ${isLoaded()}, ${first.kind}, ${second.kind}`);
