import type { SeriesPoint } from '@portcall/metrics';
import { ProtobufWriter } from '../../protobuf.js';
import { type Family, familiesOf } from '../families.js';
import { LabelTexts } from '../label-texts.js';
import { type NamingOptions, naming } from '../names/translation.js';
import { unitWord } from '../open-metrics/unit-word.js';
import type { PrometheusWriter } from '../writer.js';
import { writeMembers } from './family-members.js';
import { FamilyMessage, PIECE } from './family-message.js';
import { METRIC, NUMBER } from './fields.js';
import { type Labels, labelsOf, writeLabels } from './label-pairs.js';
import { FamilyPairs } from './member-pairs.js';

const TARGET = 'target_info';
const CONTENT_TYPE = 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';
const NO_LABELS: Labels = new Map();
const NOTHING = new Uint8Array(0);

/**
 * Prometheus' protobuf format: messages of io.prometheus.client.MetricFamily, each with its length before it. It is asked for
 * where native histograms are wanted, which exponential histograms become; those of a scale below -4, which there is no schema
 * for, come without buckets. With exemplars, and with the time each counter and histogram began.
 *
 * The length of a family stands before it: while a long one is written there are empty pieces, so that others have their turn.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#protobuf-format
 */
export function prometheusProtobuf(options: NamingOptions = {}): PrometheusWriter {
  const names = naming(options);
  const targets = new LabelTexts({ nameOf: (key) => names.label(key) });
  const pairs = new FamilyPairs(names);
  return {
    contentType: `${CONTENT_TYPE}${options.escaping === undefined ? '' : `; escaping=${options.escaping}`}`,
    *write(collection, resource) {
      const message = new FamilyMessage();
      const out = new ProtobufWriter(PIECE);
      writeTarget(message, labelsOf(targets, resource as SeriesPoint['attributes'], TARGET) ?? NO_LABELS);
      for (const piece of message.pieces()) out.fields(piece);
      for (const family of familiesOf(collection, [TARGET], names)) {
        message.begin({ ...family, unit: unitOf(family) });
        for (const _ of writeMembers(message, family, pairs)) yield NOTHING;
        if (!message.hasMetrics) continue;
        for (const piece of message.pieces()) {
          if (out.length + piece.length > PIECE) {
            yield out.finish();
            out.reset();
          }
          if (piece.length < PIECE) out.fields(piece);
          else yield piece;
        }
      }
      yield out.finish();
    },
  };
}

/** The word that the name ends with; empty where it does not say its unit. */
function unitOf(family: Family): string {
  const word = unitWord(family);
  return word !== '' && family.name.replace(/_total$/, '').endsWith(`_${word}`) ? word : '';
}

function writeTarget(message: FamilyMessage, labels: Labels): void {
  message.begin({ name: TARGET, type: 'gauge', unit: '', description: 'Target metadata' });
  message.add((writer) => {
    writeLabels(writer, METRIC.label, labels);
    const start = writer.begin(METRIC.gauge);
    writer.double(NUMBER.value, 1);
    writer.end(start);
    return undefined;
  });
}
