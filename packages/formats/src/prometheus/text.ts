import type { Collection, SeriesPoint } from '@portcall/metrics';
import { type Family, familiesOf } from './families.js';
import { LabelTexts } from './label-texts.js';
import { escapedHelp } from './label-value.js';
import { SampleTexts } from './sample-texts.js';

export interface PrometheusTextOptions {
  /** For people: without `target_info` and without the scope of every series. @default false */
  readonly short?: boolean;
}

/** Writes collections in one of the formats that Prometheus scrapes. Keep it: what is written of a series once is used again. */
export interface PrometheusWriter {
  readonly contentType: string;
  /**
   * The whole text, in pieces of some 64 KiB. Points are read while they are written, so let other work in between two pieces.
   * Never throws: what cannot be written is left out and reported.
   */
  write(collection: Collection, resource: Readonly<Record<string, unknown>>): Iterable<string>;
}

const PIECE = 65_536;
const TARGET = 'target_info';

/**
 * Prometheus' text format 0.0.4, as OpenTelemetry's exporter for it writes it.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export function prometheusText({ short = false }: PrometheusTextOptions = {}): PrometheusWriter {
  const targets = new LabelTexts();
  const samples = new SampleTexts({ withoutScope: short });
  return {
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    *write(collection, resource) {
      let text = short ? '' : targetInfo(targets.of(resource as SeriesPoint['attributes'], TARGET)?.text ?? '');
      let isEmpty = true;
      for (const family of familiesOf(collection, short ? [] : [TARGET])) {
        let header = headerOf(family);
        for (const lines of samples.of(family)) {
          text += header + lines;
          header = '';
          isEmpty = false;
          if (text.length < PIECE) continue;
          yield text;
          text = '';
        }
      }
      yield isEmpty ? `${text}# no registered metrics\n` : text;
    },
  };
}

function targetInfo(labels: string): string {
  const sample = labels === '' ? TARGET : `${TARGET}{${labels}}`;
  return `# HELP ${TARGET} Target metadata\n# TYPE ${TARGET} gauge\n${sample} 1\n`;
}

function headerOf({ name, type, unit, description }: Family): string {
  const help = `# HELP ${name} ${escapedHelp(description || 'description missing')}\n`;
  return `${help}${unit === '' ? '' : `# UNIT ${name} ${escapedHelp(unit)}\n`}# TYPE ${name} ${type}\n`;
}
