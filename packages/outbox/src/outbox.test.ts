import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { Account } from './account.js';
import { Endpoint } from './endpoint.js';
import { type Entry, Outbox, type OutboxOptions } from './index.js';
import type { Answer, Sender } from './sender.js';

const FAILURE = { code: 'ECONNREFUSED', status: undefined, said: 'connect ECONNREFUSED' };
const TAKEN: Answer = { kind: 'delivered', rejected: 0, message: '' };
const UNAVAILABLE: Answer = {
  kind: 'not-now',
  failure: { code: '', status: 503, said: '' },
  mayHaveArrived: false,
  wasReset: false,
};
const REFUSED: Answer = { kind: 'refused', failure: { code: '', status: 400, said: 'no' }, mayHalve: true };

/** A request of the given numbers, one byte each. */
const request = (...numbers: readonly number[]): Entry => ({ bytes: Uint8Array.from(numbers), items: numbers.length });

const halve = ({ bytes, items }: Entry): readonly [Entry, Entry] | undefined =>
  items < 2 ? undefined : [request(...bytes.subarray(0, items >> 1)), request(...bytes.subarray(items >> 1))];

/** Answers as it is told, and knows what it has taken. */
class ScriptedSender implements Sender {
  readonly taken: number[] = [];
  readonly sent: number[][] = [];
  mostUnderWay = 0;
  private underWay = 0;

  constructor(private readonly answer: (bytes: Uint8Array, nth: number) => Answer | Promise<Answer>) {}

  async send(bytes: Uint8Array): Promise<Answer> {
    this.sent.push([...bytes]);
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    const answer = await this.answer(bytes, this.sent.length);
    await sleep(0);
    this.underWay -= 1;
    if (answer.kind === 'delivered') this.taken.push(...bytes);
    return answer;
  }

  close(): void {}
}

function outboxWith(sender: Sender, options: Partial<OutboxOptions> = {}) {
  const account = new Account('otlp', 'spans');
  const told: string[] = [];
  const outbox = new Outbox({
    sender,
    endpoint: new Endpoint(),
    random: () => 0.01,
    account,
    halve,
    requestTimeoutMillis: 1_000,
    listener: {
      failing: ({ status }) => told.push(`failing ${status}`),
      working: ({ kept, lost }) => told.push(`working ${kept} ${lost}`),
      dropped: (reason, items) => told.push(`dropped ${items} ${reason}`),
      rejected: (items, message) => told.push(`rejected ${items} ${message}`),
    },
    ...options,
  });
  const put = (...numbers: readonly number[]): void => {
    account.record(numbers.length);
    outbox.put(request(...numbers));
  };
  return { account, outbox, put, told };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

function expectBalanced({ balance }: Account): void {
  const { recorded, delivered, rejected, dropped, spooled, pending } = balance;
  expect(delivered + rejected + sum(Object.values(dropped)) + spooled + pending).toBe(recorded);
}

describe('an outbox', () => {
  it('delivers what is put into it, with up to four requests under way', async () => {
    const sender = new ScriptedSender(() => TAKEN);
    const { account, outbox, put, told } = outboxWith(sender);
    for (let number = 0; number < 20; number += 1) put(number);
    expect(await outbox.flush(1_000)).toBe(true);
    expect(sender.taken.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, number) => number));
    expect(sender.mostUnderWay).toBe(4);
    expect(account.balance).toMatchObject({ recorded: 20, delivered: 20, pending: 0, requests: 20, dropped: {} });
    expect(told).toEqual([]);
    outbox.leave();
  });

  it('keeps the order where it is asked to', async () => {
    const sender = new ScriptedSender((_, nth) => (nth % 3 === 0 ? UNAVAILABLE : TAKEN));
    const { outbox, put } = outboxWith(sender, { ordered: true });
    for (let number = 0; number < 9; number += 1) put(number);
    expect(await outbox.flush(5_000)).toBe(true);
    expect(sender.taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    outbox.leave();
  });

  it('sends again what the receiver could not take, and tells when it stops and when it goes on', async () => {
    const sender = new ScriptedSender((_, nth) => (nth <= 3 ? UNAVAILABLE : TAKEN));
    const { account, outbox, put, told } = outboxWith(sender);
    put(1, 2);
    put(3);
    expect(await outbox.flush(5_000)).toBe(true);
    expect(sender.taken.toSorted()).toEqual([1, 2, 3]);
    expect(told).toEqual(['failing 503', 'working 1 0']);
    expect(account.balance).toMatchObject({ delivered: 3, maybeTwice: 0, requests: 5 });
    outbox.leave();
  });

  it('sends nothing within a Retry-After, whoever of those who share the receiver is told of it', async () => {
    let now = 0;
    const endpoint = new Endpoint(() => now);
    const wait: Answer = { ...UNAVAILABLE, retryAfterMillis: 60_000 };
    const first = outboxWith(new ScriptedSender(() => wait), { endpoint });
    const other = new ScriptedSender(() => TAKEN);
    const second = outboxWith(other, { endpoint });
    first.put(1);
    await sleep(5);
    second.put(2);
    expect(await second.outbox.flush(1_000)).toBe(false);
    expect(other.sent).toEqual([]);
    now = 60_001;
    expect(await second.outbox.flush(1_000)).toBe(true);
    expect(other.taken).toEqual([2]);
    first.outbox.leave();
    second.outbox.leave();
  });

  it('sends at once what found nobody there, as soon as somebody else was answered', async () => {
    const endpoint = new Endpoint();
    const nobody: Answer = { kind: 'not-now', failure: FAILURE, mayHaveArrived: false, wasReset: false };
    const sender = new ScriptedSender((_, nth) => (nth === 1 ? nobody : TAKEN));
    const first = outboxWith(sender, { endpoint, random: () => 0.999 });
    const second = outboxWith(new ScriptedSender(() => TAKEN), { endpoint });
    first.put(1);
    await sleep(20);
    expect(sender.taken).toEqual([]);
    second.put(2);
    await sleep(50);
    expect(sender.taken).toEqual([1]);
    first.outbox.leave();
    second.outbox.leave();
  });

  it('sends at once over a fresh connection what a closed one has not carried', async () => {
    const reset: Answer = {
      kind: 'not-now',
      failure: { ...FAILURE, code: 'ECONNRESET' },
      mayHaveArrived: true,
      wasReset: true,
    };
    const sender = new ScriptedSender((_, nth) => (nth === 1 ? reset : TAKEN));
    const { account, outbox, put, told } = outboxWith(sender, { random: () => 0.999 });
    put(1, 2);
    await sleep(20);
    expect(account.balance).toMatchObject({ delivered: 2, maybeTwice: 2, requests: 2 });
    expect(told).toEqual([]);
    outbox.leave();
  });

  it('lets the oldest go where there is no room, and counts it', async () => {
    const sender = new ScriptedSender(() => UNAVAILABLE);
    const { account, outbox, put, told } = outboxWith(sender, {
      maxBytes: 10,
      random: () => 0.999,
    });
    for (let number = 0; number < 8; number += 1) put(number, number, number);
    put(...Array.from({ length: 11 }, () => 9));
    await sleep(5);
    expect(account.balance).toMatchObject({ recorded: 35, pending: 9, dropped: { outbox_full: 26 } });
    expect(told).toContain('dropped 11 outbox_full');
    outbox.leave();
    expectBalanced(account);
    expect(account.balance).toMatchObject({ pending: 0, dropped: { outbox_full: 26, shutdown: 9 } });
  });

  it('gives up at its end what it cannot deliver in time, and counts it', async () => {
    const { account, outbox, put } = outboxWith(new ScriptedSender(() => new Promise<Answer>(() => {})));
    put(1, 2);
    put(3);
    await outbox.close(20);
    expect(account.balance).toMatchObject({ pending: 0, dropped: { shutdown: 3 } });
    put(4);
    expect(account.balance).toMatchObject({ dropped: { shutdown: 3, closed: 1 } });
  });

  it('asks a receiver that is not there once when it ends', async () => {
    const nobody: Answer = { kind: 'not-now', failure: FAILURE, mayHaveArrived: false, wasReset: false };
    const sender = new ScriptedSender(() => nobody);
    const { account, outbox, put } = outboxWith(sender);
    put(1);
    put(2);
    await outbox.close(60_000);
    expect(account.balance).toMatchObject({ requests: 1, dropped: { shutdown: 2 } });
  });

  it('counts what a receiver rejects although it took the request', async () => {
    const sender = new ScriptedSender(() => ({ kind: 'delivered', rejected: 2, message: 'too old' }));
    const { account, outbox, put, told } = outboxWith(sender);
    put(1, 2, 3);
    await outbox.flush(1_000);
    expect(account.balance).toMatchObject({ delivered: 1, rejected: 2 });
    expect(told).toEqual(['rejected 2 too old']);
    outbox.leave();
  });

  it('gives up the items alone that a receiver refuses a request for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.nat(199), { maxLength: 3 }),
        async (size, picks) => {
          const poisonous = new Set(picks.map((pick) => pick % size));
          const sender = new ScriptedSender((bytes) => (bytes.some((one) => poisonous.has(one)) ? REFUSED : TAKEN));
          const join = (entries: readonly Entry[]): Entry => request(...entries.flatMap(({ bytes }) => [...bytes]));
          const { account, outbox, put } = outboxWith(sender, { join });
          const all = Array.from({ length: size }, (_, number) => number);
          put(...all);
          expect(await outbox.flush(10_000)).toBe(true);
          expect(sender.taken.toSorted((a, b) => a - b)).toEqual(all.filter((one) => !poisonous.has(one)));
          expect(account.balance.dropped).toEqual(poisonous.size === 0 ? {} : { refused: poisonous.size });
          expect(sender.sent.length - 1).toBeLessThanOrEqual(poisonous.size * (Math.ceil(Math.log2(size)) + 1));
          expectBalanced(account);
          outbox.leave();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('loses nothing of a request that is refused once', async () => {
    const sender = new ScriptedSender((_, nth) => (nth === 1 ? REFUSED : TAKEN));
    const { account, outbox, put } = outboxWith(sender);
    put(...Array.from({ length: 64 }, (_, number) => number));
    await outbox.flush(1_000);
    expect(account.balance).toMatchObject({ delivered: 64, requests: 8, dropped: {} });
    outbox.leave();
  });

  it('loses what is to blame alone, where what is left of a search is too large for the receiver', async () => {
    const failure = { code: '', status: 413, said: '' };
    const sender = new ScriptedSender((bytes, nth) => {
      if (bytes.includes(7)) return REFUSED;
      return nth > 2 && bytes.length > 4 ? { kind: 'refused', failure, mayHalve: true, isTooLarge: true } : TAKEN;
    });
    const { account, outbox, put } = outboxWith(sender);
    put(...Array.from({ length: 64 }, (_, number) => number));
    await outbox.flush(2_000);
    expect(sender.taken.toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: 64 }, (_, number) => number).filter((number) => number !== 7),
    );
    expect(account.balance).toMatchObject({ delivered: 63, dropped: { refused: 1 }, pending: 0 });
    outbox.leave();
  });

  it('gives up at once what is refused for another reason while the item to blame is looked for', async () => {
    const denied: Answer = { kind: 'refused', failure: { code: '', status: 401, said: '' }, mayHalve: false };
    const sender = new ScriptedSender((_, nth) => (nth === 1 ? REFUSED : denied));
    const { account, outbox, put } = outboxWith(sender);
    put(...Array.from({ length: 64 }, (_, number) => number));
    await outbox.flush(2_000);
    expect(account.balance).toMatchObject({ dropped: { refused: 64 }, pending: 0, requests: 4 });
    outbox.leave();
  });

  it('sends both halves of a request that is too large', async () => {
    const tooLarge: Answer = {
      kind: 'refused',
      failure: { code: '', status: 8, said: '' },
      mayHalve: true,
      isTooLarge: true,
    };
    const sender = new ScriptedSender((bytes) => (bytes.length > 16 ? tooLarge : TAKEN));
    const { account, outbox, put } = outboxWith(sender);
    put(...Array.from({ length: 64 }, (_, number) => number));
    await outbox.flush(1_000);
    expect(account.balance).toMatchObject({ delivered: 64, requests: 7 });
    outbox.leave();
  });
});
