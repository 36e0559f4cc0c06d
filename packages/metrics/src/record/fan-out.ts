import type { Definition } from '../declare/definition.js';
import { observing } from '../observe/observing.js';
import type { Say } from '../observe/saying.js';
import { type Backend, checkBackend } from './backend.js';
import { type BindableAdding, type BindableRecording, bindableAdding, bindableRecording } from './bindable.js';
import { ownRecorder } from './own-recorder.js';
import type { Adding, Forgetting, Recording } from './plain-recorder.js';

/**
 * Records everything on each of the backends. Each guards for itself: a refused value is refused, and counted, by every
 * backend that refuses it, and one that throws hurts none of the others.
 * @throws Error for what is not a backend, such as an array of them
 */
export function fanOut(...backends: readonly Backend[]): Backend {
  for (const backend of backends) checkBackend(backend, 'fanOut()');
  const adding = (definition: Definition, recorder: (backend: Backend) => Adding): BindableAdding =>
    addToAll(
      definition,
      backends.map((backend) => bindableAdding(definition, recorder(backend))),
    );
  const recording = (definition: Definition, recorder: (backend: Backend) => Recording): BindableRecording =>
    recordInAll(
      definition,
      backends.map((backend) => bindableRecording(definition, recorder(backend))),
    );
  return Object.freeze({
    counter: (definition: Definition) => adding(definition, (backend) => backend.counter(definition)),
    upDownCounter: (definition: Definition) => adding(definition, (backend) => backend.upDownCounter(definition)),
    gauge: (definition: Definition) => recording(definition, (backend) => backend.gauge(definition)),
    histogram: (definition: Definition) => recording(definition, (backend) => backend.histogram(definition)),
    ...observingOn(backends),
  });
}

/** On each backend that can, by which the callback is called for itself; where none can, the fan-out cannot either. */
function observingOn(backends: readonly Backend[]): Pick<Backend, 'observe'> {
  const able = backends.filter(({ observe }) => typeof observe === 'function');
  if (able.length === 0) return {};
  return {
    observe: observing((metrics, callback) => {
      const undos: (() => void)[] = [];
      const undo = (): void => {
        for (const undoOne of undos.splice(0)) undoOne();
      };
      try {
        for (const backend of able) {
          const undoOne = backend.observe?.(metrics, (result) => callback(result.observe as Say) as Promise<void>);
          if (undoOne !== undefined) undos.push(undoOne);
        }
      } catch (cause) {
        undo(); // half of an observer is none
        throw cause;
      }
      return undo;
    }),
  };
}

function addToAll(definition: Definition, recorders: readonly BindableAdding[]): BindableAdding {
  return ownRecorder({
    definition,
    add(value: number, attributes?: object) {
      for (const recorder of recorders) recorder.add(value, attributes);
    },
    with(attributes?: object) {
      const bound = recorders.map((recorder) => recorder.with(attributes));
      return Object.freeze({
        add(value: number) {
          for (const recorder of bound) recorder.add(value);
        },
      });
    },
    ...forgettingAll(recorders),
  });
}

function recordInAll(definition: Definition, recorders: readonly BindableRecording[]): BindableRecording {
  return ownRecorder({
    definition,
    record(value: number, attributes?: object) {
      for (const recorder of recorders) recorder.record(value, attributes);
    },
    with(attributes?: object) {
      const bound = recorders.map((recorder) => recorder.with(attributes));
      return Object.freeze({
        record(value: number) {
          for (const recorder of bound) recorder.record(value);
        },
      });
    },
    ...forgettingAll(recorders),
  });
}

function forgettingAll(recorders: readonly Forgetting[]): Forgetting {
  return {
    remove(attributes?: object) {
      for (const recorder of recorders) recorder.remove(attributes);
    },
    clear() {
      for (const recorder of recorders) recorder.clear();
    },
  };
}
