import type { SeriesPoint } from '@portcall/metrics';
import type { ByteText } from '../bytes/byte-text.js';
import type { MemberLabels } from './member-labels.js';
import { SampleName } from './sample-name.js';
import { LINE_FEED, type Samples } from './samples.js';

/** One line for each series: `name{labels} value`. */
export class NumberSamples implements Samples {
  private readonly name: SampleName;

  constructor(name: string) {
    this.name = new SampleName(name);
  }

  takes({ value }: SeriesPoint): boolean {
    return typeof value === 'number';
  }

  write(out: ByteText, { value }: SeriesPoint, labels: MemberLabels): void {
    this.name.write(out, labels);
    out.number(value as number);
    out.byte(LINE_FEED);
  }
}
