import { report, systemClock } from '@portcall/core';
import type { MetricReading } from '@portcall/exporters';
import type { Collection } from '@portcall/metrics';
import { columnsOf, MergedMetrics, type MetricColumns } from '@portcall/metrics/internal';
import { addressOf, type Called, callOn } from './call-on.js';
import { openGroupFolder } from './group-folder.js';
import { inTurns } from './in-turns.js';
import { KeptReadings } from './kept-readings.js';
import { Member, originOf } from './member.js';

/** Whoever does not answer by then is busy, and shown as it was when it last answered. */
const CALLED_WITHIN_MS = 1_000;
/** So many may have gone before they are put together. */
const MOST_GONE = 16;
/** As long as it may take between opening a port and saying so, on a machine that is busy with the start of many. */
const SERVES_WITHIN_MS = 5_000;

type Attributes = Readonly<Record<string, unknown>>;

/** Somebody with a reading. */
interface Other {
  readonly id: string;
  readonly called: Called;
  readonly columns: readonly MetricColumns[];
}

/**
 * Processes, or the threads of a process, which have one endpoint: whoever is scraped calls on all the others,
 * who keep what they have read in a folder of memory, and shows the sum of it. No process leads, so none is missed.
 */
export class Group {
  /** Known with the first collection: not everything of a resource is known from the start. */
  resource: Attributes | undefined;
  private readonly readings: KeptReadings;
  private readonly member: Member;
  private readonly opened: Promise<void>;

  /** @throws Error where there is no folder for it */
  constructor(
    { leader, endpoint }: { readonly leader: number; readonly endpoint: string },
    reading: () => MetricReading | undefined,
    private readonly ownResource: () => Attributes,
  ) {
    this.readings = new KeptReadings(openGroupFolder(leader, endpoint));
    this.member = new Member(this.readings, reading);
    this.opened = this.member.open();
    this.opened.catch(reportAlone);
  }

  /** What all have together. */
  async collect(): Promise<Collection> {
    await this.opened;
    const own = await this.member.keep();
    this.resource ??= this.readings.resource(this.member.id, this.ownResource());
    const others = await this.others();
    const gone = await this.readings.gone();
    const counted = others.filter(({ id }) => !gone.ids.includes(id));
    const merged = new MergedMetrics();
    await inTurns(merged.add(own, originOf(this.member.id, false)));
    for (const { id, called, columns } of counted) await inTurns(merged.add(columns, originOf(id, called === 'gone')));
    await inTurns(merged.add(gone.columns, originOf('0-0', true)));
    void this.putTogether(counted.filter(({ called }) => called === 'gone'));
    return { time: systemClock.wall(), metrics: merged.points() };
  }

  /**
   * Whether another member has a port open, or is about to.
   * @param hasOthers whether there are others for sure, who may just not have come yet
   */
  async isServed(hasOthers: boolean): Promise<boolean> {
    await this.opened;
    const until = performance.now() + SERVES_WITHIN_MS;
    for (;;) {
      const serving = (await this.readings.serving()).filter((id) => id !== this.member.id);
      const called = await Promise.all(serving.map((id) => this.call(id)));
      if (called.some((one) => one !== 'gone')) return true;
      if (performance.now() > until || (!hasOthers && (await this.readings.ids()).length < 2)) return false;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Notes that this one has the port open. */
  async serves(): Promise<void> {
    await this.opened;
    this.readings.serves(this.member.id);
  }

  async leave(): Promise<void> {
    await this.opened;
    await this.member.end();
  }

  private async others(): Promise<readonly Other[]> {
    const ids = (await this.readings.ids()).filter((id) => id !== this.member.id);
    const called = await Promise.all(ids.map((id) => this.call(id)));
    for (const [index, id] of ids.entries()) if (called[index] === 'late') reportLate(id);
    const columns = await Promise.all(ids.map((id) => this.readings.read(id)));
    return ids.flatMap((id, index) => {
      const of = columns[index];
      return of === undefined ? [] : [{ id, called: called[index] as Called, columns: of }];
    });
  }

  private call(id: string): Promise<Called> {
    return callOn(addressOf(this.readings.folder, id), CALLED_WITHIN_MS);
  }

  /** Those who have gone, as one, so that they do not get more and more. */
  private async putTogether(gone: readonly Other[]): Promise<void> {
    if (gone.length <= MOST_GONE) return;
    try {
      await this.readings.addToGone(
        gone.map(({ id }) => id),
        async (before) => {
          const merged = new MergedMetrics();
          await inTurns(merged.add(before.columns, originOf('0-0', true)));
          for (const { id, columns } of gone)
            if (!before.ids.includes(id)) await inTurns(merged.add(columns, originOf(id, true)));
          return inTurns(columnsOf(merged.points()));
        },
      );
    } catch (cause) {
      reportAlone(cause);
    }
  }
}

function reportLate(id: string): void {
  const [pid, thread] = id.split('-');
  const who = thread === '0' ? `process ${pid}` : `thread ${thread} of process ${pid}`;
  report({
    key: 'export.member_late',
    message:
      `prometheus: ${who} did not answer within ${CALLED_WITHIN_MS} ms; it is shown as it was when it last did; ` +
      'find out what blocks its event loop',
    againAfterMillis: 60_000,
  });
}

export function reportAlone(cause: unknown): void {
  report({
    key: 'export.member_alone',
    message:
      'prometheus: processes and threads that share an endpoint cannot find each other; a scrape shows only whoever answers ' +
      'it; let them write to /dev/shm or the folder for temporary files',
    cause,
  });
}

/** What `prometheus()` says of a port that somebody else has. */
export function isTaken(cause: unknown): boolean {
  const { code } = ((cause as Error | undefined)?.cause ?? {}) as NodeJS.ErrnoException;
  return code === 'EADDRINUSE';
}
