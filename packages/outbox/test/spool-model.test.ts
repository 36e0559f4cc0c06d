import { appendFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Spool, SpooledEntry } from '@portcall/outbox';
import fc from 'fast-check';
import { adoptAll, entryOf, freeName, SpoolFixture, textOf } from './spool-fixture.js';

type Step =
  | { readonly kind: 'append'; readonly by: number; readonly size: number }
  | { readonly kind: 'remove'; readonly which: number }
  | { readonly kind: 'read'; readonly which: number }
  | { readonly kind: 'reopen'; readonly by: number }
  | { readonly kind: 'adopt'; readonly by: number }
  | { readonly kind: 'minute' }
  /** All processes are killed, and the last write of one was cut off. */
  | { readonly kind: 'crash'; readonly torn: number };

const OPEN = 2;
const by = fc.nat(OPEN - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('append'), by, size: fc.nat(5_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('append'), by, size: fc.nat(5_000_000) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('remove', 'read'), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('reopen', 'adopt'), by }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('minute') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash'), torn: fc.nat(60) }) },
);

interface Place {
  readonly spool: Spool;
  readonly kept: SpooledEntry;
}

/** Two spools in one folder, beside a plain map of what they must hold. */
class Model {
  readonly fixture = new SpoolFixture();
  /** Where each text is; undefined where nobody has adopted it again. */
  readonly places = new Map<string, Place | undefined>();
  private readonly spools: Spool[] = [];
  private written = 0;
  private readonly torn = new Set<string>();

  constructor() {
    for (let i = 0; i < OPEN; i += 1) this.spools.push(this.fixture.open());
  }

  run(one: Step): void {
    if (one.kind === 'append') this.append(this.spools[one.by]!, one.size);
    else if (one.kind === 'remove') this.remove(one.which);
    else if (one.kind === 'read') this.read(one.which);
    else if (one.kind === 'reopen') this.reopen(one.by);
    else if (one.kind === 'adopt') this.adopted(this.spools[one.by]!);
    else if (one.kind === 'minute') jest.advanceTimersByTime(60_000);
    else this.crash(one.torn);
  }

  /** All that must be there is there, once, for somebody who comes after everybody else. */
  check(): void {
    for (const spool of this.spools) spool.close();
    const last = this.fixture.open();
    const texts = adoptAll(last).map((kept) => textOf(last, kept));
    expect(texts.sort()).toEqual([...this.places.keys()].sort());
    expect(this.fixture.lost).toBe(this.torn.size);
    expect(this.fixture.keys).toEqual(this.torn.size > 0 ? ['export.spool_corrupt'] : []);
  }

  private append(spool: Spool, size: number): void {
    const text = `${this.written++} `.padEnd(size, '.');
    this.places.set(text, { spool, kept: spool.append(entryOf(text, 1))! });
  }

  private remove(which: number): void {
    const text = this.nth(which);
    const place = this.places.get(text);
    if (place === undefined) return;
    place.spool.remove(place.kept);
    this.places.delete(text);
  }

  private read(which: number): void {
    const text = this.nth(which);
    const place = this.places.get(text);
    if (place !== undefined) expect(textOf(place.spool, place.kept)).toBe(text);
  }

  private nth(which: number): string {
    return [...this.places.keys()][which % Math.max(1, this.places.size)] ?? '';
  }

  private reopen(which: number): void {
    const old = this.spools[which]!;
    old.close();
    for (const [text, place] of this.places) if (place?.spool === old) this.places.set(text, undefined);
    this.spools[which] = this.fixture.open();
  }

  private adopted(spool: Spool): void {
    for (const kept of spool.adopt()) {
      const text = textOf(spool, kept)!;
      // What somebody holds is nobody else's, and what was removed does not come back.
      expect([text, this.places.has(text), this.places.get(text)]).toEqual([text, true, undefined]);
      this.places.set(text, { spool, kept });
    }
  }

  private crash(torn: number): void {
    const segment = this.fixture.segments.at(-1);
    // Once each: two cuts at one place are one damage.
    if (segment !== undefined && torn > 0 && !this.torn.has(basename(segment))) {
      appendFileSync(join(this.fixture.dir, segment), Buffer.alloc(torn, 0xd1));
      this.torn.add(basename(segment));
    }
    for (const folder of new Set(this.fixture.segments.map(dirname))) {
      this.fixture.rename(folder, join('traces', freeName()));
    }
    for (const text of this.places.keys()) this.places.set(text, undefined);
    for (const [index, spool] of this.spools.entries()) {
      spool.close();
      this.spools[index] = this.fixture.open();
    }
  }
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('holds what a plain map holds, whoever is killed and comes back', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const model = new Model();
      try {
        for (const one of steps) model.run(one);
        model.check();
      } finally {
        model.fixture.close();
      }
    }),
    { numRuns: 150 },
  );
});
