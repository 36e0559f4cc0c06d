import type { SeriesPoint } from '@portcall/metrics';
import type { ByteText } from '../bytes/byte-text.js';
import type { MemberLabels } from './member-labels.js';

/** How the series of one family are written. */
export interface Samples {
  /** Whether the point's value is what the metric holds, and can be written. */
  takes(point: SeriesPoint): boolean;
  /** Writes the lines of a series whose value it takes. */
  write(out: ByteText, point: SeriesPoint, labels: MemberLabels): void;
}

export const LINE_FEED = 10;
