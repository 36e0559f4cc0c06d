import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { clipText } from '@portcall/core/internal';
import { attributeValueOf } from './attribute-value.js';

/** Called with the key of what was refused, and what it was. */
export type Refused = (key: unknown, value: unknown) => void;

/**
 * The attributes of a span, an event or a link: checked and copied value by value, at most so many, and those past that
 * counted. Never throws.
 */
export class BoundedAttributes {
  readonly values: Attributes = {};
  /** Attributes past the limit. */
  dropped = 0;
  private count = 0;

  constructor(
    private readonly countLimit: number,
    private readonly lengthLimit: number,
    private readonly refused: Refused,
  ) {}

  /** Null and undefined set nothing. */
  set(key: unknown, value: unknown): void {
    if (value === undefined || value === null) return;
    const kept = typeof key === 'string' && key !== '' ? this.valueOf(value) : undefined;
    if (kept === undefined) this.refused(key, value);
    else this.put(clipText(key as string, Number.POSITIVE_INFINITY), kept);
  }

  setAll(given: unknown): void {
    if (given === undefined || given === null) return;
    for (const key of this.keysOf(given)) {
      try {
        this.set(key, (given as Readonly<Record<string, unknown>>)[key]);
      } catch (cause) {
        this.refused(key, cause);
      }
    }
  }

  private put(key: string, value: AttributeValue): void {
    if (!Object.hasOwn(this.values, key)) {
      if (this.count >= this.countLimit) {
        this.dropped += 1;
        return;
      }
      this.count += 1;
    }
    // To assign it would set the prototype.
    if (key === '__proto__') Object.defineProperty(this.values, key, { ...PLAIN, value });
    else this.values[key] = value;
  }

  private valueOf(value: unknown): AttributeValue | undefined {
    try {
      return attributeValueOf(value, this.lengthLimit);
    } catch {
      return undefined;
    }
  }

  private keysOf(given: unknown): readonly string[] {
    try {
      if (typeof given === 'object' && given !== null) return Object.keys(given);
    } catch {
      // Unreadable is refused like whatever else holds no attributes.
    }
    this.refused('all', given);
    return [];
  }
}

const PLAIN = { enumerable: true, configurable: true, writable: true };
