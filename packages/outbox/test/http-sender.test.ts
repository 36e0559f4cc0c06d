import { join } from 'node:path';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import {
  type Certificate,
  certificate,
  describeWith,
  eventually,
  type FaultReceiver,
  runNode,
  startFaultReceiver,
  startTlsFaultReceiver,
} from '@portcall/real-parts';
import { type HttpSenderOptions, httpSender, type Sender } from '../src/index.js';

const NOTHING = Buffer.from('{}');
const PATIENT = { timeoutMillis: 10_000 };
const FRESH = { ...PATIENT, freshConnection: true };

const open: Sender[] = [];
afterEach(() => {
  for (const sender of open.splice(0)) sender.close();
});

function senderTo(receiver: FaultReceiver, tls?: HttpSenderOptions['tls'], host = '127.0.0.1'): Sender {
  const url = new URL(`${receiver.url.replace('127.0.0.1', host)}/v1/traces`);
  const sender = httpSender({ url, contentType: 'application/json', ...(tls === undefined ? {} : { tls }) });
  open.push(sender);
  return sender;
}

describe('connections', () => {
  it('are kept for the next request', async () => {
    await using receiver = await startFaultReceiver();
    const sender = senderTo(receiver);
    for (let i = 0; i < 5; i++) await sender.send(NOTHING, PATIENT);
    expect(receiver.connections()).toBe(1);
  });

  it('are at most four, and further requests wait for one', async () => {
    await using receiver = await startFaultReceiver({ kind: 'slow', afterMs: 20 });
    const sender = senderTo(receiver);
    const answers = await Promise.all(Array.from({ length: 12 }, () => sender.send(NOTHING, PATIENT)));
    expect(answers.map(({ kind }) => kind)).toEqual(Array(12).fill('delivered'));
    expect([receiver.connections(), receiver.mostAtOnce()]).toEqual([4, 4]);
  });

  it('may be fresh, and what was idle is then given up', async () => {
    await using receiver = await startFaultReceiver();
    const sender = senderTo(receiver);
    for (const options of [PATIENT, FRESH, PATIENT, FRESH]) await sender.send(NOTHING, options);
    expect(receiver.connections()).toBe(3);
  });

  it('may be fresh though four are in use', async () => {
    await using receiver = await startFaultReceiver({ kind: 'slow', afterMs: 200 });
    const sender = senderTo(receiver);
    const underWay = Array.from({ length: 4 }, () => sender.send(NOTHING, PATIENT));
    await eventually(() => receiver.requests().length === 4);
    expect(await sender.send(NOTHING, FRESH)).toMatchObject({ kind: 'delivered' });
    await Promise.all(underWay);
    expect(receiver.connections()).toBe(5);
  });

  it('that the receiver closes after an answer fail no later request', async () => {
    await using receiver = await startFaultReceiver({ kind: 'close-after' }, { kind: 'accept' });
    const sender = senderTo(receiver);
    expect(await sender.send(NOTHING, PATIENT)).toMatchObject({ kind: 'delivered' });
    expect(await sender.send(NOTHING, FRESH)).toMatchObject({ kind: 'delivered' });
  });

  it('are not used again after an answer that was not read to its end', async () => {
    await using receiver = await startFaultReceiver({ kind: 'huge', bytes: 16 << 20 }, { kind: 'accept' });
    const sender = senderTo(receiver);
    for (const _ of [1, 2]) expect(await sender.send(NOTHING, PATIENT)).toMatchObject({ kind: 'delivered' });
    expect(receiver.connections()).toBe(2);
  });
});

it('takes an answer that came in time, though the application was too busy to read it', async () => {
  await using receiver = runNode(join(__dirname, 'answers-late.mjs'));
  const url = new URL(await receiver.waitForLine(/^http/));
  const sender = httpSender({ url, contentType: 'application/json' });
  open.push(sender);
  await sender.send(NOTHING, PATIENT);
  const answer = sender.send(NOTHING, { timeoutMillis: 300 });
  await sleep(30); // it is sent, and not answered yet
  await turn(); // timers are what comes next, before the network
  const busyUntil = Date.now() + 500;
  while (Date.now() < busyUntil);
  expect(await answer).toMatchObject({ kind: 'delivered' });
});

describe('a process', () => {
  it('is not kept alive by connections, and loads node:http for the first request', async () => {
    await using receiver = await startFaultReceiver();
    const { stdout, code } = await runNode(join(__dirname, 'sends-once.mjs'), { env: { RECEIVER: receiver.url } }).exit;
    expect([stdout.trim(), code]).toEqual(['loaded before: false, after: true, delivered', 0]);
  });
});

describeWith('openssl', 'over TLS', () => {
  let server: Certificate;
  let stranger: Certificate;
  beforeAll(() => {
    server = certificate();
    stranger = certificate();
  });

  it('delivers to a receiver whose authority is known', async () => {
    await using receiver = await startTlsFaultReceiver(server);
    const sender = senderTo(receiver, { ca: server.cert });
    for (const _ of [1, 2]) expect(await sender.send(NOTHING, PATIENT)).toMatchObject({ kind: 'delivered' });
    expect(receiver.connections()).toBe(1);
  });

  it.each<[string, string, () => Certificate, (shown: Certificate) => string | undefined, string?]>([
    ['signed by nobody', 'DEPTH_ZERO_SELF_SIGNED_CERT', () => server, () => undefined],
    ['of another authority', 'DEPTH_ZERO_SELF_SIGNED_CERT', () => server, () => stranger.cert],
    [
      'for another host',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      () => certificate({ host: 'DNS:other.example' }),
      ({ cert }) => cert,
    ],
    ['that has expired', 'CERT_HAS_EXPIRED', () => certificate({ days: -1 }), ({ cert }) => cert],
  ])('sends nothing to a receiver with a certificate %s', async (_, code, make, caOf) => {
    const shown = make();
    await using receiver = await startTlsFaultReceiver(shown);
    const ca = caOf(shown);
    const answer = await senderTo(receiver, { ca }).send(NOTHING, PATIENT);
    expect(answer).toMatchObject({ kind: 'not-now', failure: { code }, mayHaveArrived: false, wasReset: false });
    expect(receiver.requests()).toEqual([]);
  });

  it('shows its own certificate where the receiver asks for one', async () => {
    const client = certificate();
    await using receiver = await startTlsFaultReceiver({ ...server, clientCa: client.cert });
    const known = senderTo(receiver, { ca: server.cert, ...client });
    expect(await known.send(NOTHING, PATIENT)).toMatchObject({ kind: 'delivered' });
    for (const tls of [{ ca: server.cert }, { ca: server.cert, ...stranger }]) {
      expect(await senderTo(receiver, tls).send(NOTHING, PATIENT)).toMatchObject({ kind: 'not-now' });
    }
    expect(receiver.requests()).toHaveLength(1);
  });

  it('takes certificates as bytes too', async () => {
    await using receiver = await startTlsFaultReceiver(server);
    const sender = senderTo(receiver, { ca: Buffer.from(server.cert) });
    expect(await sender.send(NOTHING, PATIENT)).toMatchObject({ kind: 'delivered' });
  });

  it('cannot send with a certificate that is none', async () => {
    await using receiver = await startTlsFaultReceiver(server);
    const sender = senderTo(receiver, { ca: server.cert, cert: 'not PEM', key: 'not PEM' });
    expect(await sender.send(NOTHING, PATIENT)).toMatchObject({ kind: 'refused', mayHalve: false });
  });

  it('has no answer of a receiver that speaks none', async () => {
    await using receiver = await startFaultReceiver();
    const url = new URL(`${receiver.url.replace('http:', 'https:')}/v1/traces`);
    const sender = httpSender({ url, contentType: 'application/json' });
    open.push(sender);
    const answer = await sender.send(NOTHING, PATIENT);
    expect(answer).toMatchObject({ kind: 'not-now', mayHaveArrived: false, wasReset: false });
  });

  it('has no answer of a receiver that wants it', async () => {
    await using receiver = await startTlsFaultReceiver(server);
    const url = new URL(`${receiver.url.replace('https:', 'http:')}/v1/traces`);
    const sender = httpSender({ url, contentType: 'application/json' });
    open.push(sender);
    expect(await sender.send(NOTHING, PATIENT)).toMatchObject({ kind: 'not-now' });
  });
});
