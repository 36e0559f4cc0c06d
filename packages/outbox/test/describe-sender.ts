import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type Behaviour, eventually, type FaultReceiver, freePort, startFaultReceiver } from '@portcall/real-parts';
import fc from 'fast-check';
import type { Answer, HttpOptions, Sender, SendOptions } from '../src/index.js';

/** A way to send OTLP over HTTP, for the sentences that hold for all of them. */
export type MakeSender = (options: HttpOptions) => Sender;

const ONE_SPAN = spanOf('0b'.repeat(8));
const status = (code: number, more: object = {}): Behaviour => ({ kind: 'status', status: code, ...more });

const anyBehaviour = fc.constantFrom<Behaviour>(
  { kind: 'accept' },
  { kind: 'slow', afterMs: 5 },
  { kind: 'slow', afterMs: 150 },
  { kind: 'partial', rejected: 1, message: 'no' },
  { kind: 'hang' },
  { kind: 'close' },
  { kind: 'reset' },
  { kind: 'reset-in-answer' },
  { kind: 'reset-in-request' },
  { kind: 'close-after' },
  { kind: 'drip', everyMs: 20 },
  { kind: 'drip', everyMs: 1, bytes: 3 },
  { kind: 'drip-headers', everyMs: 20 },
  { kind: 'garbage' },
  { kind: 'no-http' },
  { kind: 'huge', bytes: 8 << 20 },
  { kind: 'page', contentType: 'text/html', body: '<p>' },
  { kind: 'redirect', status: 307 },
  ...[204, 400, 404, 413, 429, 500, 502, 503, 504].map((code) => status(code)),
);

/** Where node:http and undici tell of requests, as instrumentations listen to them. */
const REQUEST_STARTS = ['http.client.request.start', 'undici:request:create'];
const PATIENT: SendOptions = { timeoutMillis: 10_000 };
const HASTY: SendOptions = { timeoutMillis: 300 };

const DELIVERED = { kind: 'delivered', rejected: 0, message: '' };
const notNow = (code: string, more: object = {}) => ({
  kind: 'not-now',
  failure: { code, status: undefined },
  ...more,
});

/** What every sender over HTTP does, said once. */
export function describeSender(name: string, make: MakeSender): void {
  const open: Sender[] = [];
  afterEach(() => {
    for (const sender of open.splice(0)) sender.close();
  });

  const senderTo = (url: string, more: Partial<HttpOptions> = {}): Sender => {
    const sender = make({ url: new URL(url), contentType: 'application/json', ...more });
    open.push(sender);
    return sender;
  };
  const traces = (receiver: FaultReceiver, more?: Partial<HttpOptions>): Sender =>
    senderTo(`${receiver.url}/v1/traces`, more);
  const sendTo = (receiver: FaultReceiver, options: SendOptions = PATIENT): Promise<Answer> =>
    traces(receiver).send(ONE_SPAN, options);

  describe(`${name}: delivery`, () => {
    it.each(['none', 'gzip'] as const)('delivers with compression "%s"', async (compression) => {
      await using receiver = await startFaultReceiver();
      expect(await traces(receiver, { compression }).send(ONE_SPAN, PATIENT)).toEqual(DELIVERED);
      expect(receiver.spans()).toHaveLength(1);
      const encoding = receiver.requests()[0]?.headers['content-encoding'];
      expect(encoding).toBe(compression === 'gzip' ? 'gzip' : undefined);
    });

    it('delivers several at the same time', async () => {
      await using receiver = await startFaultReceiver({ kind: 'slow', afterMs: 50 });
      const sender = traces(receiver);
      const answers = await Promise.all([1, 2, 3, 4].map(() => sender.send(ONE_SPAN, PATIENT)));
      expect(answers).toEqual([DELIVERED, DELIVERED, DELIVERED, DELIVERED]);
      expect(receiver.mostAtOnce()).toBe(4);
    });

    it('sends in the context of whoever calls it, so that nobody traces what sends traces', async () => {
      await using receiver = await startFaultReceiver();
      const context = new AsyncLocalStorage<number>();
      const seen: unknown[] = [];
      const look = (): void => void seen.push(context.getStore());
      for (const channel of REQUEST_STARTS) subscribe(channel, look);
      const sender = traces(receiver);
      for (const turn of [1, 2]) await context.run(turn, () => sender.send(ONE_SPAN, PATIENT));
      for (const channel of REQUEST_STARTS) unsubscribe(channel, look);
      expect(seen).toEqual([1, 2]);
    });

    it('says who sends', async () => {
      await using receiver = await startFaultReceiver();
      await traces(receiver, { headers: { 'User-Agent': 'shop/1' } }).send(ONE_SPAN, PATIENT);
      await sendTo(receiver);
      const agents = receiver.requests().map(({ headers }) => headers['user-agent']);
      expect(agents[0]).toBe(`shop/1 ${agents[1]}`);
      expect(agents[1]).toMatch(/^OTel-OTLP-Exporter-Portcall\/\d+\.\d+\.\d+ \(JavaScript\)$/);
    });

    it('sends headers as they are at that time, and what the request needs as it needs it', async () => {
      await using receiver = await startFaultReceiver();
      let turn = 0;
      const headers = async () => ({ 'X-Turn': String(++turn), 'Content-Type': 'text/csv', 'content-length': '3' });
      const sender = traces(receiver, { headers });
      for (const _ of [1, 2]) expect(await sender.send(ONE_SPAN, PATIENT)).toEqual(DELIVERED);
      const sent = receiver.requests().map(({ headers: of }) => [of['x-turn'], of['content-type']]);
      expect(sent).toEqual([
        ['1', 'application/json'],
        ['2', 'application/json'],
      ]);
    });

    it('sends a user and a password of the URL as its authorization, and the query', async () => {
      await using receiver = await startFaultReceiver();
      const url = `${receiver.url.replace('//', '//us%40er:p%C3%A4ss@')}/v1/traces?tenant=a%20b`;
      expect(await senderTo(url).send(ONE_SPAN, PATIENT)).toEqual(DELIVERED);
      const [request] = receiver.requests();
      const authorization = request?.headers.authorization ?? '';
      expect(Buffer.from(authorization.replace('Basic ', ''), 'base64').toString()).toBe('us@er:päss');
      expect(request?.path).toBe('/v1/traces?tenant=a%20b');
    });

    it('reads what an answer of success says of losses', async () => {
      await using receiver = await startFaultReceiver({ kind: 'partial', rejected: 3, message: 'too old' });
      const readAnswer = (body: Uint8Array, contentType: string) => {
        const { partialSuccess } = JSON.parse(Buffer.from(body).toString());
        return {
          rejected: Number(partialSuccess.rejectedSpans),
          message: `${contentType}: ${partialSuccess.errorMessage}`,
        };
      };
      const answer = await traces(receiver, { readAnswer }).send(ONE_SPAN, PATIENT);
      expect(answer).toEqual({ kind: 'delivered', rejected: 3, message: 'application/json: too old' });
    });

    it('has delivered what was answered with more than anybody reads', async () => {
      await using receiver = await startFaultReceiver({ kind: 'huge', bytes: 64 << 20 });
      expect(await sendTo(receiver)).toEqual(DELIVERED);
    });

    it.each<[string, Behaviour]>([
      ['garbage', { kind: 'garbage' }],
      ['nothing, with status 204', status(204)],
      ['nothing, with status 202', status(202)],
      ['a body of no type', { kind: 'page', contentType: '', body: '{}' }],
      ['plain text, as Go calls what nobody has named', { kind: 'page', contentType: 'text/plain', body: '{}' }],
      ['an empty page', { kind: 'page', contentType: 'text/html', body: '' }],
    ])('has delivered what was answered with %s', async (_, behaviour) => {
      await using receiver = await startFaultReceiver(behaviour);
      expect(await sendTo(receiver)).toEqual(DELIVERED);
    });
  });

  describe(`${name}: answers that are none of a receiver`, () => {
    it.each([
      ['text/html; charset=utf-8', '<!doctype html><title>Log in</title>'],
      ['TEXT/HTML', 'hello'],
      ['application/xhtml+xml', '<html/>'],
      ['image/gif', 'GIF89a'],
      ['text/plain', ' \n<html>'],
      ['', '<html>'],
    ])('has not delivered what was answered with status 200 and "%s"', async (contentType, body) => {
      await using receiver = await startFaultReceiver({ kind: 'page', contentType, body });
      const answer = await sendTo(receiver);
      expect(answer).toMatchObject({ kind: 'refused', failure: { code: 'NOT_OTLP', status: 200 }, mayHalve: false });
      expect((answer as any).failure.said).toContain(body.trim());
    });

    it.each([301, 302, 303, 307, 308])('follows no redirection with status %i', async (code) => {
      await using elsewhere = await startFaultReceiver();
      const location = `${elsewhere.url}/v1/traces?key=hush`;
      await using receiver = await startFaultReceiver({ kind: 'redirect', status: code, location });
      const answer = await sendTo(receiver);
      expect(answer).toMatchObject({ kind: 'refused', failure: { code: '', status: code }, mayHalve: false });
      expect((answer as any).failure.said).toContain(`${elsewhere.url}/v1/traces`);
      expect((answer as any).failure.said).not.toContain('hush');
      expect(elsewhere.requests()).toEqual([]);
    });

    it('has no answer in what is no HTTP', async () => {
      await using receiver = await startFaultReceiver({ kind: 'no-http' });
      const answer = await sendTo(receiver);
      expect(answer).toMatchObject({ kind: 'not-now', failure: { status: undefined }, mayHaveArrived: true });
      expect((answer as any).failure.code).toMatch(/^HPE_/);
    });
  });

  describe(`${name}: refusals`, () => {
    it.each([400, 413])('may halve what is refused with status %i', async (code) => {
      await using receiver = await startFaultReceiver(status(code, { body: 'span 3 is malformed' }));
      const answer = await sendTo(receiver);
      expect(answer).toMatchObject({ kind: 'refused', failure: { code: '', status: code }, mayHalve: true });
      expect((answer as any).failure.said).toContain('span 3 is malformed');
    });

    it('stops sending what was refused before it was all there', async () => {
      await using receiver = await startFaultReceiver({ kind: 'refuse-early', status: 413 });
      const answer = await traces(receiver).send(Buffer.alloc(64 << 20, ' '), PATIENT);
      expect(answer).toMatchObject({ kind: 'refused', failure: { status: 413 }, mayHalve: true });
    });

    it.each([401, 403, 404, 405, 408, 409, 415, 418, 500, 501, 505, 599])('takes status %i for good', async (code) => {
      await using receiver = await startFaultReceiver(status(code, { retryAfterSeconds: 1 }));
      expect(await sendTo(receiver)).toMatchObject({
        kind: 'refused',
        failure: { code: '', status: code },
        mayHalve: false,
      });
    });

    it('says no more than what can be read, of 64 MB too', async () => {
      await using receiver = await startFaultReceiver({ kind: 'huge', bytes: 64 << 20, status: 400 });
      const answer = await sendTo(receiver);
      expect(answer).toMatchObject({ kind: 'refused', failure: { status: 400 } });
      expect((answer as any).failure.said.length).toBeLessThanOrEqual(1_024);
    });

    it('cannot send a header that HTTP does not allow, and does not show it', async () => {
      await using receiver = await startFaultReceiver();
      const sender = traces(receiver, { headers: { 'x-key': 'canary\n4711' } });
      const answer = await sender.send(ONE_SPAN, PATIENT);
      expect(answer).toMatchObject({ kind: 'refused', failure: { status: undefined }, mayHalve: false });
      expect(JSON.stringify(answer)).not.toContain('canary');
      expect(receiver.requests()).toEqual([]);
    });
  });

  describe(`${name}: another time`, () => {
    it.each([
      [429, false],
      [502, true],
      [503, false],
      [504, true],
    ])('takes status %i for a pause; a request may have arrived: %p', async (code, mayHaveArrived) => {
      await using receiver = await startFaultReceiver(status(code, { body: 'busy' }));
      const answer = await sendTo(receiver);
      expect(answer).toMatchObject({
        kind: 'not-now',
        failure: { code: '', status: code },
        mayHaveArrived,
        wasReset: false,
      });
      expect(answer).not.toHaveProperty('retryAfterMillis');
    });

    it.each([
      ['2', 2_000],
      ['0', 0],
      ['1e12', 300_000],
      ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
      ['Thu, 01 Jan 2099 00:00:00 GMT', 300_000],
      ['abc', undefined],
      ['-5', undefined],
    ])('is told by Retry-After "%s" to wait %p ms', async (retryAfter, retryAfterMillis) => {
      await using receiver = await startFaultReceiver(status(503, { retryAfter }));
      expect((await sendTo(receiver)) as any).toMatchObject({ kind: 'not-now' });
      expect(((await sendTo(receiver)) as any).retryAfterMillis).toBe(retryAfterMillis);
    });

    it.each<[string, Behaviour]>([
      ['never', { kind: 'hang' }],
      ['byte by byte', { kind: 'drip', everyMs: 50 }],
      ['header by header', { kind: 'drip-headers', everyMs: 50 }],
    ])('waits no longer than it may for an answer that comes %s', async (_, behaviour) => {
      await using receiver = await startFaultReceiver(behaviour);
      expect(await sendTo(receiver, HASTY)).toMatchObject(notNow('TIMEOUT', { mayHaveArrived: true, wasReset: false }));
    });

    it('knows a refusal by its status, though its body never ends', async () => {
      await using receiver = await startFaultReceiver({ kind: 'drip', everyMs: 50, status: 400 });
      expect(await sendTo(receiver, HASTY)).toMatchObject({
        kind: 'refused',
        failure: { status: 400 },
        mayHalve: true,
      });
    });

    it('waits for an answer that comes byte by byte as long as it may', async () => {
      await using receiver = await startFaultReceiver({ kind: 'drip', everyMs: 5, bytes: 5 });
      expect(await sendTo(receiver)).toEqual(DELIVERED);
    });

    it.each<Behaviour>([{ kind: 'close' }, { kind: 'reset' }, { kind: 'reset-in-answer' }])(
      'may have delivered what was answered with $kind',
      async (behaviour) => {
        await using receiver = await startFaultReceiver(behaviour);
        const answer = await sendTo(receiver);
        expect(answer).toMatchObject({
          kind: 'not-now',
          failure: { status: undefined },
          mayHaveArrived: true,
          wasReset: true,
        });
      },
    );

    it('is told of a reset in the middle of its request', async () => {
      await using receiver = await startFaultReceiver({ kind: 'reset-in-request' });
      const sender = traces(receiver);
      const answer = await sender.send(Buffer.alloc(32 << 20, ' '), PATIENT);
      expect(answer).toMatchObject({ kind: 'not-now', failure: { status: undefined }, wasReset: true });
    });

    it('has not delivered where nothing listens', async () => {
      const answer = await senderTo(`http://127.0.0.1:${await freePort()}`).send(ONE_SPAN, PATIENT);
      expect(answer).toMatchObject(notNow('ECONNREFUSED', { mayHaveArrived: false, wasReset: false }));
      expect((answer as any).failure.said).not.toBe('');
    });

    it('says something of a host with two addresses too', async () => {
      const answer = await senderTo(`http://localhost:${await freePort()}`).send(ONE_SPAN, PATIENT);
      expect(answer).toMatchObject(notNow('ECONNREFUSED', { mayHaveArrived: false }));
      expect((answer as any).failure.said).toContain('127.0.0.1');
    });

    it('has not delivered to a host that nobody knows', async () => {
      const answer = await senderTo('http://no-such-host.invalid/v1/traces').send(ONE_SPAN, PATIENT);
      expect(answer).toMatchObject({ kind: 'not-now', mayHaveArrived: false, wasReset: false });
      expect((answer as any).failure.code).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
    });

    it('has sent nothing where no headers could be had', async () => {
      await using receiver = await startFaultReceiver();
      const headers = (): never => {
        throw Object.assign(new Error('no token'), { code: 'E_TOKEN' });
      };
      const answer = await traces(receiver, { headers }).send(ONE_SPAN, PATIENT);
      expect(answer).toMatchObject(notNow('E_TOKEN', { mayHaveArrived: false }));
      expect((answer as any).failure.said).toBe('no token');
    });

    it('waits for headers no longer than it may', async () => {
      await using receiver = await startFaultReceiver();
      const sender = traces(receiver, { headers: () => new Promise(() => {}) });
      expect(await sender.send(ONE_SPAN, HASTY)).toMatchObject(notNow('TIMEOUT', { mayHaveArrived: false }));
    });
  });

  describe(`${name}: outages and ends`, () => {
    it('delivers to a receiver that was killed and came back', async () => {
      await using receiver = await startFaultReceiver();
      const sender = traces(receiver);
      expect(await sender.send(ONE_SPAN, PATIENT)).toEqual(DELIVERED);
      await receiver.down();
      expect(await sender.send(ONE_SPAN, PATIENT)).toMatchObject({ kind: 'not-now' });
      await receiver.up();
      expect(await sender.send(ONE_SPAN, { ...PATIENT, freshConnection: true })).toEqual(DELIVERED);
      expect(receiver.duplicates()).toBe(1);
    });

    it('delivers after everything a receiver can do wrong', async () => {
      const wrong: readonly Behaviour[] = [status(503), { kind: 'reset' }, { kind: 'close' }, { kind: 'no-http' }];
      await using receiver = await startFaultReceiver(...wrong, { kind: 'reset-in-answer' }, { kind: 'accept' });
      const sender = traces(receiver);
      const answers: string[] = [];
      for (const _ of [...wrong, 'in-answer', 'accept'])
        answers.push((await sender.send(ONE_SPAN, { ...PATIENT, freshConnection: true })).kind);
      expect(answers).toEqual([...Array<string>(5).fill('not-now'), 'delivered']);
    });

    it('gives what is under way an answer when it is closed, and what comes later', async () => {
      await using receiver = await startFaultReceiver({ kind: 'hang' });
      const sender = traces(receiver);
      const underWay = sender.send(ONE_SPAN, PATIENT);
      await eventually(() => receiver.requests().length === 1);
      sender.close();
      expect(await underWay).toMatchObject(notNow('CLOSED', { mayHaveArrived: true, wasReset: false }));
      expect(await sender.send(ONE_SPAN, PATIENT)).toMatchObject(notNow('CLOSED', { mayHaveArrived: false }));
      sender.close();
    });

    it('cannot be made for what is no HTTP', () => {
      expect(() => senderTo('ftp://127.0.0.1/')).toThrow(
        /the protocol ftp: is not one of OTLP over HTTP; give an http/,
      );
    });
  });

  it(`${name}: knows of every request what became of it, whatever receivers do`, async () => {
    await using receiver = await startFaultReceiver();
    const sender = traces(receiver);
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyBehaviour, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (all, freshConnection) => {
          receiver.behave(all[0]!, ...all.slice(1));
          const sent = all.map(() => randomBytes(8).toString('hex'));
          const options = { timeoutMillis: 100, freshConnection };
          const answers = await Promise.all(sent.map((spanId) => sender.send(spanOf(spanId), options)));
          sent.forEach((spanId, i) => {
            const answer = answers[i]!;
            const accepted = receiver.sightings().get(spanId)?.accepted ?? 0;
            if (answer.kind === 'delivered') expect(accepted).toBe(1);
            else if (answer.kind === 'refused' || !answer.mayHaveArrived) expect(accepted).toBe(0);
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  describe(`${name}: secrets`, () => {
    const SECRET = 'canary-4711';
    const secretUrl = (url: string) => `${url.replace('//', `//${SECRET}:${SECRET}@`)}/v1/traces?key=${SECRET}`;
    const echoes: readonly Behaviour[] = [
      status(401, { body: `Bearer ${SECRET} is unknown` }),
      status(503, { body: SECRET }),
      { kind: 'page', contentType: 'text/html', body: `<p>${SECRET}</p>` },
      { kind: 'redirect', status: 307, location: `http://${SECRET}:${SECRET}@127.0.0.1/${SECRET}?key=${SECRET}` },
      { kind: 'partial', rejected: 1, message: SECRET },
      { kind: 'hang' },
      { kind: 'close' },
      { kind: 'no-http' },
    ];

    it.each(echoes)('does not say what it must not, though a receiver does ($kind)', async (behaviour) => {
      await using receiver = await startFaultReceiver(behaviour);
      const readAnswer = (body: Uint8Array) => ({ rejected: 1, message: Buffer.from(body).toString() });
      const sender = senderTo(secretUrl(receiver.url), { headers: { authorization: `Bearer ${SECRET}` }, readAnswer });
      expect(JSON.stringify(await sender.send(ONE_SPAN, HASTY))).not.toContain(SECRET);
    });

    it('does not say it where nothing listens', async () => {
      const sender = senderTo(secretUrl(`http://127.0.0.1:${await freePort()}`));
      expect(JSON.stringify(await sender.send(ONE_SPAN, PATIENT))).not.toContain(SECRET);
    });
  });
}

function spanOf(spanId: string): Buffer {
  const span = { traceId: '0a'.repeat(16), spanId };
  return Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }));
}
