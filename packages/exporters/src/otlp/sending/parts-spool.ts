import { joined } from '@portcall/formats/internal';
import type { Entry, Spool, SpooledEntry } from '@portcall/outbox';

/** A request whose parts are on disk one by one. */
class Together implements SpooledEntry {
  readonly items: number;
  readonly size: number;

  constructor(readonly parts: readonly SpooledEntry[]) {
    this.items = parts.reduce((sum, { items }) => sum + items, 0);
    this.size = parts.reduce((sum, { size }) => sum + size, 0);
  }
}

export interface PartsSpoolOptions {
  readonly spool: Spool;
  /** Whether entries that others have left are parts, too. What is JSON cannot be joined, nor points of several times. */
  readonly joinsAdopted: boolean;
  /** Bytes of the parts of one request, before they are joined, at most. */
  readonly mostBytes: number;
}

// As many as a request has that is written in one go.
const MOST_ITEMS = 512;

/** A spool that also has requests in protobuf whose parts were appended one by one. */
export class PartsSpool implements Spool {
  private readonly spool: Spool;

  constructor(private readonly options: PartsSpoolOptions) {
    this.spool = options.spool;
  }

  /** Whether so much may be one request. */
  fits({ items, size }: SpooledEntry): boolean {
    return items <= MOST_ITEMS && size <= this.options.mostBytes;
  }

  /** What was appended, in this order, as one. */
  together(parts: readonly SpooledEntry[]): SpooledEntry {
    return parts.length === 1 ? (parts[0] as SpooledEntry) : new Together(parts);
  }

  append(entry: Entry): SpooledEntry | undefined {
    return this.spool.append(entry);
  }

  /** Of parts that can no longer be read, which is counted and reported, the others are given. */
  read(spooled: SpooledEntry): Entry | undefined {
    if (!(spooled instanceof Together)) return this.spool.read(spooled);
    const entries = spooled.parts.flatMap((part) => this.spool.read(part) ?? []);
    return entries.length === 0 ? undefined : joined(entries);
  }

  remove(spooled: SpooledEntry): boolean {
    const parts = spooled instanceof Together ? spooled.parts : [spooled];
    return parts.map((part) => this.spool.remove(part)).every(Boolean);
  }

  /** Parts that a thread has left before they were a request are one here. */
  adopt(): readonly SpooledEntry[] {
    const adopted = this.spool.adopt();
    if (!this.options.joinsAdopted) return adopted;
    const requests: SpooledEntry[] = [];
    let parts: SpooledEntry[] = [];
    let [items, size] = [0, 0];
    for (const part of adopted) {
      [items, size] = [items + part.items, size + part.size];
      if (parts.length > 0 && !this.fits({ items, size })) {
        requests.push(this.together(parts));
        [parts, items, size] = [[], part.items, part.size];
      }
      parts.push(part);
    }
    return parts.length === 0 ? requests : [...requests, this.together(parts)];
  }

  close(): void {
    this.spool.close();
  }
}
