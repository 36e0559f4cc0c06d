// Sends two requests and is done: what is open then must not keep the process alive.
import { grpcSender } from '@portcall/outbox';

const isLoaded = () => process.moduleLoadList.includes('NativeModule http2');
const sender = grpcSender({ url: new URL(process.env.RECEIVER), path: '/some.Service/Export' });
const before = isLoaded();
const first = await sender.send(new Uint8Array(8), { timeoutMillis: 60_000 });
const second = await sender.send(new Uint8Array(8), { timeoutMillis: 60_000 });
console.log(`loaded before: ${before}, after: ${isLoaded()}, ${first.kind}, ${second.kind}`);
