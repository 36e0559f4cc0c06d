import type { Definition } from '../declare/definition.js';
import { observing } from '../observe/observing.js';
import type { Backend } from './backend.js';
import { ownRecorder } from './own-recorder.js';

const nothing = (): void => {};
const bound = Object.freeze({ add: nothing, record: nothing });

/** A backend that keeps nothing and costs nothing: "off" as a value. */
export function noop(): Backend {
  return NOOP;
}

const recorder = (definition: Definition) =>
  ownRecorder({ definition, add: nothing, record: nothing, with: () => bound, remove: nothing, clear: nothing });

const NOOP: Backend = Object.freeze({
  counter: recorder,
  upDownCounter: recorder,
  gauge: recorder,
  histogram: recorder,
  observe: observing(() => nothing),
});
