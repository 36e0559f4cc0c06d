import { processWide } from '@portcall/core/internal';
import type { Backend } from '@portcall/metrics';
import type { Telemetry } from './telemetry.js';

/** The registration of this process, whichever copy of the package made it. */
export interface Running {
  telemetry: Telemetry<Backend> | undefined;
  /** Lets go of what there is one of in a process, while the former registration still delivers; undefined once it has ended. */
  giveWay: (() => void) | undefined;
}

export const running: Running = processWide('node.telemetry', () => ({ telemetry: undefined, giveWay: undefined }));

/** From here on the next registration is a new one. Does nothing for a handle that is not the running one. */
export function beginEnd(telemetry: Telemetry<Backend>, giveWay?: () => void): void {
  if (running.telemetry !== telemetry) return;
  running.telemetry = undefined;
  running.giveWay = giveWay;
}
