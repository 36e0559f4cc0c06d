import { freePort, startFaultReceiver } from '@portcall/real-parts';
import { httpSender } from '../src/index.js';

const BODY = Buffer.from(
  JSON.stringify({
    resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'jobs', sum: { dataPoints: [{ asInt: '1' }] } }] }] }],
  }),
);

function sender(url: string) {
  return httpSender({ url: new URL(`${url}/v1/metrics`), contentType: 'application/json' });
}

it('delivers, over one connection for one request after the other', async () => {
  await using receiver = await startFaultReceiver();
  const sending = sender(receiver.url);
  for (let i = 0; i < 3; i++)
    expect(await sending.send(BODY, { timeoutMillis: 5_000 })).toEqual({ kind: 'delivered', rejected: 0, message: '' });
  expect(receiver.metrics()).toHaveLength(3);
  sending.close();
});

it('delivers compressed', async () => {
  await using receiver = await startFaultReceiver();
  const url = new URL(`${receiver.url}/v1/metrics`);
  const sending = httpSender({ url, contentType: 'application/json', compression: 'gzip' });
  expect(await sending.send(BODY, { timeoutMillis: 5_000 })).toMatchObject({ kind: 'delivered' });
  expect(receiver.metrics()).toHaveLength(1);
  sending.close();
});

it.each([
  [400, { kind: 'refused', mayHalve: true }],
  [413, { kind: 'refused', mayHalve: true }],
  [404, { kind: 'refused', mayHalve: false }],
  [500, { kind: 'refused', mayHalve: false }],
  [429, { kind: 'not-now', retryAfterMillis: 2_000, mayHaveArrived: false, wasReset: false }],
  [503, { kind: 'not-now', retryAfterMillis: 2_000, mayHaveArrived: false, wasReset: false }],
])('is told by status %i what to do', async (status, expected) => {
  await using receiver = await startFaultReceiver({ kind: 'status', status, retryAfterSeconds: 2 });
  const sending = sender(receiver.url);
  const answer = await sending.send(BODY, { timeoutMillis: 5_000 });
  expect(answer).toMatchObject({ ...expected, failure: { code: '', status } });
  sending.close();
});

it('says that nobody answers in time, and that the request may have arrived', async () => {
  await using receiver = await startFaultReceiver({ kind: 'hang' });
  const sending = sender(receiver.url);
  const answer = await sending.send(BODY, { timeoutMillis: 200 });
  expect(answer).toMatchObject({
    kind: 'not-now',
    failure: { code: 'TIMEOUT' },
    mayHaveArrived: true,
    wasReset: false,
  });
  sending.close();
});

it('says that the connection was closed without an answer', async () => {
  await using receiver = await startFaultReceiver({ kind: 'close' });
  const sending = sender(receiver.url);
  const answer = await sending.send(BODY, { timeoutMillis: 5_000 });
  expect(answer).toMatchObject({
    kind: 'not-now',
    failure: { code: 'ECONNRESET' },
    mayHaveArrived: true,
    wasReset: true,
  });
  sending.close();
});

it('says that nothing listens, and that nothing was sent', async () => {
  const sending = sender(`http://127.0.0.1:${await freePort()}`);
  const answer = await sending.send(BODY, { timeoutMillis: 5_000 });
  expect(answer).toMatchObject({
    kind: 'not-now',
    failure: { code: 'ECONNREFUSED', status: undefined },
    mayHaveArrived: false,
    wasReset: false,
  });
  sending.close();
});

it('gives what is under way an answer when it is closed, and what comes later', async () => {
  await using receiver = await startFaultReceiver({ kind: 'hang' });
  const sending = sender(receiver.url);
  const underWay = sending.send(BODY, { timeoutMillis: 20_000 });
  while (receiver.requests().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  sending.close();
  expect(await underWay).toMatchObject({ kind: 'not-now', failure: { code: 'CLOSED' }, mayHaveArrived: true });
  const later = await sending.send(BODY, { timeoutMillis: 20_000 });
  expect(later).toMatchObject({ kind: 'not-now', failure: { code: 'CLOSED' }, mayHaveArrived: false });
});
