import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { report } from '@portcall/core';
import { listed } from '@portcall/core/internal';
import { sendable } from './resource-attributes.js';
import { reportUndetected } from './undetected.js';

/** An attribute as a detector gives it: at once, later, or not at all. */
export type DetectedValue = AttributeValue | undefined | PromiseLike<AttributeValue | undefined>;

/** The first of one key counts. */
export type RawAttribute = [string, AttributeValue | undefined | Promise<AttributeValue | undefined>];

/** What all telemetry of a process says of where it comes from, in the shape of OpenTelemetry's SDK, 2.x and 3.x. */
export interface Resource {
  /** Those that are known. Another object once those that were awaited are, or are given up. */
  readonly attributes: Attributes;
  /** Whether some are awaited. */
  readonly asyncAttributesPending: boolean;
  /** Resolves when nothing is awaited any more; never rejects. */
  waitForAsyncAttributes(): Promise<void>;
  /** A new one, in which what the other says counts first. */
  merge(other: ResourceLike | null): Resource;
  getRawAttributes(): RawAttribute[];
}

/** What is needed of somebody else's. */
type ResourceLike = Pick<Resource, 'getRawAttributes'>;

/** @param waitMillis after which what is awaited is given up, and said to be missing */
export function resourceOf(attributes: readonly (readonly [string, DetectedValue])[], waitMillis: number): Resource {
  return new RawResource(attributes, waitMillis);
}

class RawResource implements Resource {
  private raw: RawAttribute[];
  private awaited: Promise<void> | undefined;
  private known: Attributes;

  constructor(
    attributes: readonly (readonly [string, DetectedValue])[],
    private readonly waitMillis: number,
  ) {
    this.raw = attributes.map(([key, value]) => [key, isPromise(value) ? orNothing(key, value) : value]);
    this.known = attributesIn(this.raw);
    if (this.raw.some(([, value]) => isPromise(value))) this.awaited = this.settle();
  }

  get attributes(): Attributes {
    return this.known;
  }

  get asyncAttributesPending(): boolean {
    return this.awaited !== undefined;
  }

  async waitForAsyncAttributes(): Promise<void> {
    await this.awaited;
  }

  merge(other: ResourceLike | null): Resource {
    return other === null ? this : resourceOf([...other.getRawAttributes(), ...this.raw], this.waitMillis);
  }

  getRawAttributes(): RawAttribute[] {
    return this.raw;
  }

  private async settle(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.waitMillis).unref();
    });
    await Promise.race([tooLate, Promise.all(this.raw.map((attribute) => settled(attribute)))]);
    clearTimeout(timer);
    this.giveUp();
    this.known = attributesIn(this.raw);
    this.awaited = undefined;
  }

  /** What comes later would make another process of this one. */
  private giveUp(): void {
    const late = this.raw.filter(([, value]) => isPromise(value));
    if (late.length === 0) return;
    const names = listed(late.map(([key]) => key));
    this.raw = this.raw.map(([key, value]) => [key, isPromise(value) ? undefined : value]);
    report({
      key: 'register.detector',
      about: names,
      message: `resource: ${names} could not be detected within ${this.waitMillis} ms; telemetry goes without; leave that detector out, or set them by OTEL_RESOURCE_ATTRIBUTES`,
    });
  }
}

async function settled(attribute: RawAttribute): Promise<void> {
  attribute[1] = await attribute[1];
}

async function orNothing(
  key: string,
  value: PromiseLike<AttributeValue | undefined>,
): Promise<AttributeValue | undefined> {
  try {
    return await value;
  } catch (cause) {
    reportUndetected(key, cause);
    return undefined;
  }
}

function attributesIn(raw: readonly RawAttribute[]): Attributes {
  const attributes = new Map<string, AttributeValue>();
  for (const [key, value] of raw) {
    if (attributes.has(key) || isPromise(value)) continue;
    const sent = sendable(value, key);
    if (sent !== undefined) attributes.set(key, sent);
  }
  return Object.freeze(Object.fromEntries(attributes));
}

function isPromise(value: DetectedValue): value is PromiseLike<AttributeValue | undefined> {
  return typeof (value as Partial<PromiseLike<unknown>> | null | undefined)?.then === 'function';
}
