import { listed, shown } from '@portcall/core/internal';
import type { LockedAttribute, LockedMetric } from '../lock/locked-metric.js';
import type { Difference } from './change.js';
import { EVERYWHERE } from './diff-paths.js';

/** How the attributes of a metric differ. */
export function attributeDifferences(before: LockedMetric, after: LockedMetric): readonly Difference[] {
  const keys = [...new Set([...Object.keys(before.attributes), ...Object.keys(after.attributes)])].sort();
  return keys.flatMap((key) => keyDifferences(shown(key), before.attributes[key], after.attributes[key]));
}

function keyDifferences(
  key: string,
  before: LockedAttribute | undefined,
  after: LockedAttribute | undefined,
): readonly Difference[] {
  if (before === undefined) {
    // What is optional is absent where nobody gives it, and its series are those that were there.
    const breaks = after?.optional === true ? [] : EVERYWHERE;
    return [
      {
        what: 'attribute-added',
        message: `attribute ${key} is added${after?.optional === true ? ', and optional' : ''}`,
        breaks,
      },
    ];
  }
  if (after === undefined) {
    return [{ what: 'attribute-removed', message: `attribute ${key} is removed`, breaks: EVERYWHERE }];
  }
  return [...valueDifferences(key, before, after), ...optionalDifferences(key, before, after)];
}

function valueDifferences(key: string, before: LockedAttribute, after: LockedAttribute): readonly Difference[] {
  if (before.values === undefined && after.values !== undefined) {
    const message = `attribute ${key} is closed to ${listed(after.values)}`;
    return [{ what: 'attribute-closed', message, breaks: EVERYWHERE }];
  }
  if (before.values !== undefined && after.values === undefined) {
    return [{ what: 'attribute-widened', message: `attribute ${key} may have any value`, breaks: [] }];
  }
  const [old, now] = [before.values ?? [], after.values ?? []].map((values) => values.map(String)) as [
    string[],
    string[],
  ];
  const gone = old.filter((value) => !now.includes(value));
  const come = now.filter((value) => !old.includes(value));
  if (gone.length > 0) {
    const message = `attribute ${key} has no values ${listed(gone)} any more${come.length === 0 ? '' : `, and new ones ${listed(come)}`}`;
    return [{ what: 'attribute-narrowed', message, breaks: EVERYWHERE }];
  }
  if (come.length > 0) {
    return [{ what: 'attribute-widened', message: `attribute ${key} has new values ${listed(come)}`, breaks: [] }];
  }
  return [];
}

function optionalDifferences(key: string, before: LockedAttribute, after: LockedAttribute): readonly Difference[] {
  if (before.optional === after.optional) return [];
  return after.optional
    ? [{ what: 'attribute-optional', message: `attribute ${key} may be absent`, breaks: [] }]
    : [{ what: 'attribute-required', message: `attribute ${key} is always there`, breaks: EVERYWHERE }];
}
