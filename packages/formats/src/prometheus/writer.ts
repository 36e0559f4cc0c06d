import { report } from '@portcall/core';
import type { Collection, MetricDescription, MetricPoints } from '@portcall/metrics';
import { ByteText } from './bytes/byte-text.js';
import type { Family } from './families.js';
import { LeftOut } from './left-out.js';
import type { FamilyLabels, MemberLabels } from './samples/member-labels.js';
import type { Samples } from './samples/samples.js';

/** Writes collections in one of the formats that Prometheus scrapes. Keep it: what is written of a label's value once is used again. */
export interface PrometheusWriter {
  readonly contentType: string;
  /**
   * The whole text as bytes, in pieces of some 128 KiB at most. Points are read while they are written, so let other work in between
   * two pieces; an empty one is there for that alone. Never throws: what cannot be written is left out and reported.
   * @param spent where pieces of this text may be put that nobody reads any more: further ones are written over them
   */
  write(
    collection: Collection,
    resource: Readonly<Record<string, unknown>>,
    spent?: Uint8Array[],
  ): Iterable<Uint8Array>;
}

/** A family with what is written in front of its series, and how they are written. */
export interface WrittenFamily {
  readonly family: Family;
  readonly header: string;
  readonly samples: Samples;
}

/** What a whole text consists of. */
export interface Exposition {
  /** What comes first. */
  readonly before: string;
  readonly families: Iterable<WrittenFamily>;
  readonly labels: FamilyLabels;
  /** What comes last. @param isEmpty whether no series was written */
  readonly after: (isEmpty: boolean) => string;
  readonly spent: Uint8Array[] | undefined;
}

/**
 * Room for a piece: in half of it a scrape took a fifth more CPU, most of it for handing over; twice of it gained nothing.
 * When it is full most series still fit in; room for a longer one is made.
 */
const ROOM = 131_072;
const FULL = 122_880;

/** Writes a text, piece by piece. */
export function* pieces({ before, families, labels, after, spent }: Exposition): Generator<Uint8Array, void> {
  const out = new ByteText(ROOM, spent);
  out.text(before);
  let isEmpty = true;
  for (const { family, header, samples } of families) {
    const start = out.length;
    out.text(header);
    const labelsOf = labels.of(family);
    let written = 0;
    for (const member of family.members) written += yield* series(out, member, samples, labelsOf(member));
    if (written > 0) isEmpty = false;
    else out.cutTo(start);
  }
  out.text(after(isEmpty));
  yield out.take();
}

/**
 * Writes the series of one metric, each read when it is its turn.
 * @returns how many there were
 */
function* series(
  out: ByteText,
  { metric, points }: MetricPoints,
  samples: Samples,
  labels: MemberLabels,
): Generator<Uint8Array, number> {
  const leftOut = new LeftOut(metric);
  let written = 0;
  let start = out.length;
  try {
    for (const point of points) {
      const refusal = samples.takes(point) ? labels.enter(point) : 'unreadable';
      if (refusal !== undefined) {
        leftOut[refusal] += 1;
        continue;
      }
      samples.write(out, point, labels);
      written += 1;
      if (out.length >= FULL) yield out.take();
      start = out.length;
    }
  } catch (cause) {
    out.cutTo(start);
    reportUnread(metric, cause);
  }
  leftOut.speak();
  return written;
}

function reportUnread({ name }: MetricDescription, cause: unknown): void {
  report({
    key: 'export.collect',
    about: name,
    message: `${name}: its data points could not be read; what was not read yet is missing in this scrape; fix the error`,
    cause,
  });
}
