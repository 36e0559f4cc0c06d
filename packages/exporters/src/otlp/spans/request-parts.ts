import { joined } from '@portcall/formats/internal';
import type { Entry, Outbox, SpooledEntry } from '@portcall/outbox';
import type { PartsSpool } from '../sending/parts-spool.js';

interface Part {
  readonly entry: Entry;
  readonly spooled: SpooledEntry | undefined;
}

export interface RequestPartsOptions {
  readonly outbox: Outbox;
  readonly spool: PartsSpool;
  /** Milliseconds that a part may wait for others at most. */
  readonly delayMillis: number;
}

/**
 * Requests that come in parts, each of which is on disk as soon as it is here. Where nothing may run any more before the end
 * that is too early for a request: there would be one for every turn of the event loop.
 */
export class RequestParts {
  private parts: Part[] = [];
  private items = 0;
  private size = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: RequestPartsOptions) {}

  /** Takes a part, a request by itself in protobuf, whose bytes are copied. */
  put({ bytes, items }: Entry): void {
    const size = bytes.byteLength;
    if (!this.options.spool.fits({ items: this.items + items, size: this.size + size })) this.handOver();
    const entry = { bytes: bytes.slice(), items };
    this.parts.push({ entry, spooled: this.options.spool.append(entry) });
    this.items += items;
    this.size += size;
    this.timer ??= setTimeout(() => this.handOver(), this.options.delayMillis).unref();
  }

  /** Gives the outbox what is here, as one request. */
  handOver(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { parts } = this;
    if (parts.length === 0) return;
    this.parts = [];
    this.items = 0;
    this.size = 0;
    this.options.outbox.put(joined(parts.map(({ entry }) => entry)), this.placeOf(parts));
  }

  /** Nowhere unless all of them are on disk: the outbox then writes the request as a whole, when that is possible again. */
  private placeOf(parts: readonly Part[]): SpooledEntry | undefined {
    const { spool } = this.options;
    const kept = parts.flatMap(({ spooled }) => spooled ?? []);
    if (kept.length === parts.length) return spool.together(kept);
    for (const one of kept) spool.remove(one);
    return undefined;
  }
}
