import { bytesOfText } from '@portcall/core/internal';
import type { SeriesPoint } from '@portcall/metrics';
import type { ByteText } from '../bytes/byte-text.js';
import { LINE_FEED } from '../samples/samples.js';
import { writeExemplar } from './exemplars.js';

const START = Uint8Array.from(bytesOfText(' st@'));

/** What stands behind a value in OpenMetrics 2.0: since when it is counted, every exemplar, and the end of the line. */
export function writeRest(out: ByteText, { startTime, exemplars }: SeriesPoint): void {
  if (startTime > 0) {
    out.bytes(START);
    out.seconds(startTime);
  }
  for (let i = 0; i < exemplars.length; i += 1) writeExemplar(out, exemplars[i]!);
  out.byte(LINE_FEED);
}
