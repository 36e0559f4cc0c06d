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

/** A spool that also has requests in protobuf whose parts were appended one by one. */
export class PartsSpool implements Spool {
  constructor(private readonly spool: Spool) {}

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

  remove(spooled: SpooledEntry): void {
    for (const part of spooled instanceof Together ? spooled.parts : [spooled]) this.spool.remove(part);
  }

  adopt(): readonly SpooledEntry[] {
    return this.spool.adopt();
  }

  close(): void {
    this.spool.close();
  }
}
