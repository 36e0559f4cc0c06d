import { report } from '@portcall/core';
import type { MetricDescription } from '@portcall/metrics';
import type { Family } from '../families.js';
import { LeftOut } from '../left-out.js';
import type { FamilyMessage } from './family-message.js';
import type { FamilyPairs } from './member-pairs.js';
import { writeValue } from './metric-value.js';

/** Writes every series of a family, read when it is its turn; gives way whenever a piece is full. */
export function* writeMembers(message: FamilyMessage, family: Family, pairs: FamilyPairs): Generator<undefined, void> {
  const labelsOf = pairs.of(family);
  for (const member of family.members) {
    const leftOut = new LeftOut(member.metric);
    const writeLabels = labelsOf(member);
    try {
      for (const point of member.points) {
        const refusal = message.add((writer) =>
          // A value that cannot be written takes no labels from another series.
          writeValue(writer, family.type, point) ? writeLabels(writer, point) : 'unreadable',
        );
        if (refusal !== undefined) leftOut[refusal] += 1;
        else if (message.turnPage()) yield;
      }
    } catch (cause) {
      reportUnread(member.metric, cause);
    }
    leftOut.speak();
  }
}

function reportUnread({ name }: MetricDescription, cause: unknown): void {
  report({
    key: 'export.collect',
    about: name,
    message: `${name}: its data points could not be read; what was not read yet is missing in this scrape; fix the error`,
    cause,
  });
}
