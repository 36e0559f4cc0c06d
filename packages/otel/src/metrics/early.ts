import { report } from '@portcall/core';
import type { Definition, SeriesAttributes } from '@portcall/metrics';
import type { Write } from './catalog-backend.js';

/** How many histogram values one backend keeps while there is no provider. Sums and last values need no such bound. */
export const EARLY_HISTOGRAM_VALUES = 10_000;

/** What is recorded before there is a provider, kept until one is there. */
export interface EarlyRecordings {
  readonly write: Write;
  /** Gives everything to an instrument and forgets it. */
  handOver(write: Write): void;
}

/** Room shared by the histograms of one backend. */
export interface EarlyRoom {
  left: number;
}

export function earlyRecordings(definition: Definition, room: EarlyRoom): EarlyRecordings {
  switch (definition.kind) {
    case 'histogram':
      return earlyValues(definition, room);
    case 'gauge':
      return earlyNumbers((_, value) => value);
    default:
      return earlyNumbers((sum, value) => sum + value);
  }
}

/** One number per series is enough: a sum handed over in one piece is the same sum. */
function earlyNumbers(fold: (kept: number, value: number) => number): EarlyRecordings {
  const kept = new Map<SeriesAttributes, number>();
  return {
    write: (value, attributes) => void kept.set(attributes, fold(kept.get(attributes) ?? 0, value)),
    handOver(write) {
      for (const [attributes, value] of kept) write(value, attributes);
      kept.clear();
    },
  };
}

/** A histogram instrument takes single values only, so they are all kept, as far as there is room. */
function earlyValues({ name }: Definition, room: EarlyRoom): EarlyRecordings {
  const kept: (readonly [number, SeriesAttributes])[] = [];
  return {
    write(value, attributes) {
      if (room.left === 0) {
        report({
          key: 'record.early',
          about: name,
          message:
            `${name}: more than ${EARLY_HISTOGRAM_VALUES} histogram values before an OpenTelemetry provider was ` +
            'registered; further ones are lost; call registerInstrumentation() earlier',
        });
        return;
      }
      room.left -= 1;
      kept.push([value, attributes]);
    },
    handOver(write) {
      for (const [value, attributes] of kept) write(value, attributes);
      room.left += kept.length;
      kept.length = 0;
    },
  };
}
