import { setTimeout as sleep } from 'node:timers/promises';
import { Account, type Answer, Endpoint, type Entry, Outbox, type OutboxOptions } from '@portcall/outbox';
import { adoptAll, SpoolFixture, textsOf } from './spool-fixture.js';

const failure = { code: '', status: 503, said: '' };
const REFUSED: Answer = { kind: 'not-now', failure, mayHaveArrived: false, wasReset: false };
const UNKNOWN: Answer = { ...REFUSED, mayHaveArrived: true };
const TAKEN: Answer = { kind: 'delivered', rejected: 0, message: '' };

/** Items are letters: two of one kind can be one. */
const request = (letters: string): Entry => ({ bytes: Buffer.from(letters), items: letters.length });
const lettersOf = ({ bytes }: Entry): string => Buffer.from(bytes).toString();
const eachOnce = async (entries: readonly Entry[]): Promise<readonly Entry[]> => [
  request([...new Set(entries.map(lettersOf).join(''))].join('')),
];

function outboxWith(answer: (letters: string) => Answer | Promise<Answer>, options: Partial<OutboxOptions> = {}) {
  const account = new Account('otlp', 'metrics');
  const sent: string[] = [];
  const merged: string[][] = [];
  const outbox = new Outbox({
    sender: {
      async send(bytes) {
        const letters = Buffer.from(bytes).toString();
        sent.push(letters);
        return answer(letters);
      },
      close() {},
    },
    endpoint: new Endpoint(),
    account,
    listener: { failing() {}, working() {}, dropped() {}, rejected() {} },
    halve: () => undefined,
    merge(entries) {
      merged.push(entries.map(lettersOf));
      return eachOnce(entries);
    },
    requestTimeoutMillis: 1_000,
    ordered: true,
    random: () => 0.05,
    ...options,
  });
  /** As an exporter does every interval. */
  const interval = async (...requests: readonly string[]): Promise<void> => {
    for (const letters of requests) {
      account.record(letters.length);
      outbox.put(request(letters));
    }
    await sleep(0);
    await outbox.merge();
  };
  return { account, outbox, interval, sent, merged };
}

describe('an outbox that merges', () => {
  it('sends once what it was given in many intervals in which the receiver refused everything', async () => {
    let isOpen = false;
    const { account, outbox, interval, sent, merged } = outboxWith(() => (isOpen ? TAKEN : REFUSED));
    await interval('ab');
    await interval('bc');
    await interval('a', 'd');
    expect(merged).toEqual([
      ['ab', 'bc'],
      ['abc', 'a', 'd'],
    ]);
    expect(account.balance).toMatchObject({ recorded: 4, pending: 4 });
    isOpen = true;
    expect(await outbox.flush(1_000)).toBe(true);
    expect(sent.at(-1)).toBe('abcd');
    expect(account.balance).toMatchObject({ recorded: 4, delivered: 4, pending: 0, maybeTwice: 0 });
    outbox.leave();
  });

  it('leaves alone what is of one interval, whoever is slow', async () => {
    const { outbox, interval, sent, merged } = outboxWith(async () => {
      await sleep(5);
      return TAKEN;
    });
    await interval('ab', 'cd', 'ef');
    await outbox.flush(1_000);
    await interval('ab', 'cd', 'ef');
    await outbox.flush(1_000);
    expect(merged).toEqual([]);
    expect(sent).toEqual(['ab', 'cd', 'ef', 'ab', 'cd', 'ef']);
    outbox.leave();
  });

  it('sends again as it was what may have arrived, before what has come since', async () => {
    const answers = [UNKNOWN, REFUSED];
    const { account, outbox, interval, sent } = outboxWith(() => answers.shift() ?? TAKEN);
    await interval('a');
    await interval('ab');
    await interval('bc');
    await outbox.flush(1_000);
    expect(sent).toEqual(['a', 'a', 'a', 'abc']);
    expect(account.balance).toMatchObject({ recorded: 4, delivered: 4, maybeTwice: 2 });
    outbox.leave();
  });

  it('delivers each request where they cannot be merged', async () => {
    let isOpen = false;
    const merge = () => Promise.reject(new Error('not readable'));
    const { account, outbox, interval, sent } = outboxWith(() => (isOpen ? TAKEN : REFUSED), { merge });
    await interval('a');
    await interval('ab');
    isOpen = true;
    await outbox.flush(1_000);
    expect(sent.slice(-2)).toEqual(['a', 'ab']);
    expect(account.balance).toMatchObject({ recorded: 3, delivered: 3 });
    outbox.leave();
  });

  it('makes a flush wait for what is being merged', async () => {
    let isOpen = false;
    const merge = async (entries: readonly Entry[]): Promise<readonly Entry[]> => {
      await sleep(30);
      return eachOnce(entries);
    };
    const { account, outbox, interval } = outboxWith(() => (isOpen ? TAKEN : REFUSED), { merge });
    await interval('a');
    const merging = interval('ab');
    await sleep(10);
    isOpen = true;
    expect(await outbox.flush(1_000)).toBe(true);
    expect(account.balance).toMatchObject({ recorded: 2, delivered: 2, pending: 0 });
    await merging;
    outbox.leave();
  });

  it('gives way to what is newer where even that is too much', async () => {
    const { account, outbox, interval } = outboxWith(() => REFUSED, { maxBytes: 4 });
    await interval('abc');
    await interval('cd');
    await interval('de');
    const { recorded, dropped, pending } = account.balance;
    expect(recorded).toBe((dropped.outbox_full ?? 0) + pending);
    expect(dropped.outbox_full).toBeGreaterThan(0);
    outbox.leave();
  });
});

describe('an outbox that merges, with a spool', () => {
  let fixture: SpoolFixture;
  beforeEach(() => {
    fixture = new SpoolFixture();
  });
  afterEach(() => fixture.close());

  const keptOf = (name: string): readonly string[] => {
    const next = fixture.open({ name });
    return textsOf(next, adoptAll(next)).sort();
  };

  it('has on disk what was merged, and no longer what it was merged of', async () => {
    const name = 'merged';
    const { account, outbox, interval } = outboxWith(() => REFUSED, { spool: fixture.open({ name }) });
    await interval('ab');
    await sleep(600);
    await interval('bc');
    outbox.leave();
    expect(keptOf(name)).toEqual(['abc']);
    expect(account.balance).toMatchObject({ recorded: 3, spooled: 3, pending: 0 });
  });

  it('keeps what it has where it ends while something is merged', async () => {
    const name = 'ending';
    const merge = async (entries: readonly Entry[]): Promise<readonly Entry[]> => {
      await sleep(20);
      return eachOnce(entries);
    };
    const { account, outbox, interval } = outboxWith(() => REFUSED, { merge, spool: fixture.open({ name }) });
    await interval('ab');
    const merging = interval('bc');
    await sleep(10);
    outbox.leave();
    await merging;
    expect(keptOf(name)).toEqual(['ab', 'bc']);
    expect(account.balance).toMatchObject({ recorded: 4, spooled: 4, pending: 0 });
  });

  it('merges nothing of its own with what others have left', async () => {
    const name = 'adopted';
    const before = outboxWith(() => REFUSED, { spool: fixture.open({ name }) });
    await before.interval('ab');
    before.outbox.leave();
    let isOpen = false;
    const { outbox, interval, sent, merged } = outboxWith(() => (isOpen ? TAKEN : REFUSED), {
      spool: fixture.open({ name }),
    });
    await interval('b');
    await interval('bc');
    isOpen = true;
    await outbox.flush(1_000);
    expect(merged).toEqual([['b', 'bc']]);
    expect(sent.slice(-2)).toEqual(['ab', 'bc']);
    outbox.leave();
  });
});
