import type { ProtobufWriter } from '../../../protobuf.js';
import type { ShownCall } from '../span-record.js';
import { writeCallAttributes, writeFurtherAttributes } from './call-attributes.js';
import { writeCallEvents } from './call-events.js';
import { writeCallHead } from './call-head.js';

/**
 * Writes a call's span from its record: all but its links and its status.
 * @param name of the span, which the app may have changed
 */
export function writeCallSpan(writer: ProtobufWriter, shown: ShownCall, name: string): void {
  if (writeCallHead(writer, shown, name)) writeFurtherAttributes(writer, shown.call);
  else writeCallAttributes(writer, shown.call, shown.shownAttributes);
  writeCallEvents(writer, shown);
}
