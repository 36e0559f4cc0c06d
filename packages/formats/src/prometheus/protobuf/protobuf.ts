import type { Collection, SeriesPoint } from '@portcall/metrics';
import { ProtobufWriter } from '../../protobuf.js';
import { familiesOf } from '../families.js';
import { writeMembers } from './family-members.js';
import { FamilyMessage, PIECE } from './family-message.js';
import { METRIC, NUMBER } from './fields.js';
import { labelsOf } from './label-pairs.js';

/** Writes collections as messages for Prometheus. */
export interface PrometheusProtobufWriter {
  readonly contentType: string;
  /**
   * All messages, in pieces of some 64 KiB. Points are read while they are written, so let other work in between two pieces:
   * there are empty ones for that while a long family is written, whose length stands before it.
   * Never throws: what cannot be written is left out and reported.
   */
  write(collection: Collection, resource: Readonly<Record<string, unknown>>): Iterable<Uint8Array>;
}

const TARGET = 'target_info';
const NOTHING = new Uint8Array(0);

/**
 * Prometheus' protobuf format: messages of io.prometheus.client.MetricFamily, each with its length before it. It is asked for
 * where native histograms are wanted, which exponential histograms become; those of a scale below -4, which there is no schema
 * for, come without buckets. With exemplars, and with the time each counter and histogram began.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#protobuf-format
 */
export function prometheusProtobuf(): PrometheusProtobufWriter {
  return {
    contentType: 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
    *write(collection, resource) {
      const message = new FamilyMessage();
      const out = new ProtobufWriter(PIECE);
      writeTarget(message, resource);
      for (const piece of message.pieces()) out.fields(piece);
      for (const family of familiesOf(collection, [TARGET])) {
        message.begin(family);
        for (const _ of writeMembers(message, family)) yield NOTHING;
        if (!message.hasMetrics) continue;
        for (const piece of message.pieces()) {
          if (out.length + piece.length > PIECE) {
            yield out.finish();
            out.reset();
          }
          out.fields(piece);
        }
      }
      yield out.finish();
    },
  };
}

function writeTarget(message: FamilyMessage, resource: Readonly<Record<string, unknown>>): void {
  message.begin({ name: TARGET, type: 'gauge', unit: '', description: 'Target metadata' });
  const labels = labelsOf(resource as SeriesPoint['attributes'], [], TARGET) ?? new Map<string, string>();
  message.add([labels], (writer) => {
    const start = writer.begin(METRIC.gauge);
    writer.double(NUMBER.value, 1);
    writer.end(start);
    return true;
  });
}
