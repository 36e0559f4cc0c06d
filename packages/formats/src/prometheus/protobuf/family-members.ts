import { report } from '@portcall/core';
import type { MetricDescription } from '@portcall/metrics';
import type { Family } from '../families.js';
import { labelValue } from '../label-value.js';
import { LeftOut } from '../left-out.js';
import type { FamilyMessage } from './family-message.js';
import { identityOf, type Labels, labelsOf } from './label-pairs.js';
import { writeValue } from './metric-value.js';

const SCOPE_LABELS = ['otel_scope_name', 'otel_scope_version'];
const RESERVED = ['le', ...SCOPE_LABELS];

/** Writes every series of a family, read when it is its turn; gives way whenever a piece is full. */
export function* writeMembers(message: FamilyMessage, { type, members }: Family): Generator<undefined, void> {
  const seen = new Set<string>();
  for (const { metric, points } of members) {
    const leftOut = new LeftOut(metric);
    const scope = scopeLabels(metric);
    try {
      for (const point of points) {
        const labels = labelsOf(point.attributes, RESERVED, metric.name);
        if (labels === undefined || !message.add([labels, scope], (writer) => writeValue(writer, type, point)))
          leftOut.unreadable += 1;
        else if (seen.size === seen.add(identityOf([...labels, ...scope])).size) {
          message.takeBack();
          leftOut.taken += 1;
        }
        if (message.turnPage()) yield;
      }
    } catch (cause) {
      reportUnread(metric, cause);
    }
    leftOut.speak();
  }
}

function scopeLabels({ scope, scopeVersion }: MetricDescription): Labels {
  const values = [scope, scopeVersion].map((text) => labelValue(text) ?? '');
  const labels = values.map((value, i): [string, string] => [SCOPE_LABELS[i]!, value]);
  return new Map(labels.filter(([, value]) => value !== ''));
}

function reportUnread({ name }: MetricDescription, cause: unknown): void {
  report({
    key: 'export.collect',
    about: name,
    message: `${name}: its data points could not be read; what was not read yet is missing in this scrape; fix the error`,
    cause,
  });
}
