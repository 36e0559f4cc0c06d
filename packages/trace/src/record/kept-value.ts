import { clipText } from '@portcall/core/internal';

const DEEPEST = 16;

/** What is kept of a value, and how many of its parts are not. */
export interface KeptValue {
  readonly value: unknown;
  readonly leftOut: number;
}

/**
 * A value as JSON would hold it, frozen: about as much of it as fits so many UTF-16 code units. Texts are clipped, and lists
 * and objects end where there is no more room. Bytes are left out.
 * @throws what a getter or a `toJSON()` of the value throws
 */
export function keptValue(value: unknown, length: number): KeptValue {
  const copy = new BoundedCopy(length);
  return { value: copy.of(value, 0), leftOut: copy.leftOut };
}

class BoundedCopy {
  leftOut = 0;

  constructor(private room: number) {}

  /** Undefined for what JSON leaves out. */
  of(value: unknown, depth: number): unknown {
    switch (typeof value) {
      case 'string':
        return this.text(value);
      case 'bigint':
        return this.text(String(value));
      case 'number':
      case 'boolean':
        return this.plain(typeof value === 'number' && !Number.isFinite(value) ? null : value);
      case 'object':
        return value === null ? this.plain(null) : this.object(value, depth);
      default:
        return undefined;
    }
  }

  private plain(value: number | boolean | null): unknown {
    return this.take(String(value).length) ? value : undefined;
  }

  private text(value: string): string | undefined {
    // Its quotes are written, too.
    if (!this.take(2)) return undefined;
    const kept = clipText(value, this.room);
    if (kept.length < value.length) this.isFull();
    else this.room -= kept.length;
    return kept;
  }

  private object(value: object, depth: number): unknown {
    if (ArrayBuffer.isView(value) || depth > DEEPEST) {
      this.leftOut += 1;
      return undefined;
    }
    const { toJSON } = value as { readonly toJSON?: unknown };
    if (typeof toJSON === 'function') return this.of(Reflect.apply(toJSON, value, []), depth + 1);
    if (!this.take(2)) return undefined;
    return Object.freeze(Array.isArray(value) ? this.items(value, depth) : this.fields(value, depth));
  }

  private items(list: readonly unknown[], depth: number): unknown[] {
    const kept: unknown[] = [];
    for (const item of list) {
      const copied = this.take(1) ? this.of(item, depth + 1) : undefined;
      if (copied === undefined && this.room === 0) {
        this.leftOut += list.length - kept.length - 1;
        break;
      }
      // As JSON writes what it leaves out of a list.
      kept.push(copied ?? this.plain(null) ?? null);
    }
    return kept;
  }

  private fields(value: object, depth: number): object {
    const kept: [string, unknown][] = [];
    const keys = Object.keys(value);
    for (const [index, key] of keys.entries()) {
      const field = this.take(key.length + 4) ? this.of(Reflect.get(value, key), depth + 1) : undefined;
      if (field !== undefined) kept.push([clipText(key, key.length), field]);
      else if (this.room === 0) {
        this.leftOut += keys.length - index - 1;
        break;
      }
    }
    // Not by assignment: a key may be `__proto__`.
    return Object.fromEntries(kept);
  }

  private take(characters: number): boolean {
    if (characters > this.room) {
      this.isFull();
      return false;
    }
    this.room -= characters;
    return true;
  }

  /** From here on nothing is taken, however small. */
  private isFull(): void {
    this.room = 0;
    this.leftOut += 1;
  }
}
