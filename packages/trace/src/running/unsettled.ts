import { report } from '@portcall/core';

/** What is known of a batch of calls after its end. */
interface Tally {
  readonly fnName: string;
  begun: number;
  unsettled: number;
}

// So few that one call still running keeps few others from being found.
const BATCH = 256;

/** Held by the calls of one batch that have not settled, and by nobody else. */
export class Batch {
  constructor(readonly tally: Tally) {}

  /** A call of it has settled. */
  settled(): void {
    this.tally.unsettled -= 1;
  }
}

const batches = new FinalizationRegistry<Tally>(({ fnName, unsettled }) => {
  if (unsettled === 0) return;
  report({
    key: 'call.forgotten',
    about: fnName,
    message: `${fnName}: the promise of a call was garbage-collected before it had settled; the call never ends and its trace is lost; make sure that every promise is resolved or rejected`,
    count: unsettled,
  });
});

/**
 * Counts the calls of one function whose promise was garbage-collected before it had settled. They are watched in batches:
 * to watch each would cost as much as the rest of its trace.
 */
export class UnsettledCalls {
  private newest: WeakRef<Batch> | undefined = undefined;

  constructor(private readonly fnName: string) {}

  /** One more call. @returns what whoever waits for its promise must hold, and tell that it has settled */
  begin(): Batch {
    const newest = this.newest?.deref();
    const batch = newest === undefined || newest.tally.begun >= BATCH ? this.nextBatch() : newest;
    batch.tally.begun += 1;
    batch.tally.unsettled += 1;
    return batch;
  }

  private nextBatch(): Batch {
    const tally = { fnName: this.fnName, begun: 0, unsettled: 0 };
    const batch = new Batch(tally);
    batches.register(batch, tally);
    this.newest = new WeakRef(batch);
    return batch;
  }
}
