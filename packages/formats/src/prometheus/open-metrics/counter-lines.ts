import type { SeriesPoint } from '@portcall/metrics';
import type { ByteText } from '../bytes/byte-text.js';
import type { MemberLabels } from '../samples/member-labels.js';
import { SampleName } from '../samples/sample-name.js';
import { LINE_FEED, type Samples } from '../samples/samples.js';
import { newest, writeExemplar } from './exemplars.js';

/** A series of a counter in OpenMetrics 1.0: its total, with an exemplar, and a line that says since when. */
export class CounterLines implements Samples {
  private readonly total: SampleName;
  private readonly created: SampleName | undefined;

  /** @param created the name of that line, which is not written where another metric has it */
  constructor(name: string, created: string | undefined) {
    this.total = new SampleName(name);
    this.created = created === undefined ? undefined : new SampleName(created);
  }

  takes({ value }: SeriesPoint): boolean {
    return isTotal(value);
  }

  write(out: ByteText, { value, startTime, exemplars }: SeriesPoint, labels: MemberLabels): void {
    this.total.write(out, labels);
    out.number(value as number);
    const exemplar = newest(exemplars);
    if (exemplar !== undefined) writeExemplar(out, exemplar);
    out.byte(LINE_FEED);
    if (this.created !== undefined) writeCreated(out, this.created, this.total, startTime);
  }
}

/** Whether a counter may have the value: a parser refuses the whole scrape for one that is not a number. */
export function isTotal(value: SeriesPoint['value']): boolean {
  return typeof value === 'number' && value >= 0;
}

/** A line that says since when a series is counted, where that is known. */
export function writeCreated(out: ByteText, name: SampleName, labels: SampleName, startTime: number): void {
  if (!(startTime > 0)) return;
  name.again(out, labels);
  out.seconds(startTime);
  out.byte(LINE_FEED);
}
