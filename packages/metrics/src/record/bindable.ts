import { report } from '@portcall/core';
import { shown, whenRejected } from '@portcall/core/internal';
import type { Definition } from '../declare/definition.js';
import { isOwnRecorder, ownRecorder } from './own-recorder.js';
import type { Adding, Recording } from './plain-recorder.js';

/** A recorder that knows its definition and can be bound to one series. */
export interface BindableAdding extends Adding {
  readonly definition: Definition;
  with(attributes?: object): Adding;
}

/** A recorder that knows its definition and can be bound to one series. */
export interface BindableRecording extends Recording {
  readonly definition: Definition;
  with(attributes?: object): Recording;
}

/**
 * Ours already are bindable; what somebody else's backend gives has that added here, and is kept from throwing and from
 * rejecting into the app. Of theirs only `add` is called: their `with` may mean anything.
 *
 * @throws Error where it cannot add
 */
export function bindableAdding(definition: Definition, recorder: Adding): BindableAdding {
  if (isOwnRecorder(recorder)) return recorder as BindableAdding;
  checkVerb(definition, recorder, 'add');
  const add = contained(definition, (value, attributes) => recorder.add(value, attributes));
  return ownRecorder({
    definition,
    add,
    with(attributes?: object) {
      const held = asItIsNow(definition, attributes);
      return Object.freeze({ add: (value: number) => add(value, held) });
    },
  });
}

/**
 * As {@link bindableAdding}, for what records.
 * @throws Error where it cannot record
 */
export function bindableRecording(definition: Definition, recorder: Recording): BindableRecording {
  if (isOwnRecorder(recorder)) return recorder as BindableRecording;
  checkVerb(definition, recorder, 'record');
  const record = contained(definition, (value, attributes) => recorder.record(value, attributes));
  return ownRecorder({
    definition,
    record,
    with(attributes?: object) {
      const held = asItIsNow(definition, attributes);
      return Object.freeze({ record: (value: number) => record(value, held) });
    },
  });
}

function checkVerb<V extends string>({ name, kind }: Definition, recorder: { [K in V]: unknown }, verb: V): void {
  if (typeof (recorder as typeof recorder | null | undefined)?.[verb] === 'function') return;
  throw new Error(
    `${name}: the backend's ${kind}() gave ${shown(recorder)}, which has no ${verb}(); give an object with ${verb}(value, attributes)`,
  );
}

/** The app goes on using its object; what is bound stays as it was. */
function asItIsNow({ attributes: kinds }: Definition, attributes: object | undefined): object | undefined {
  try {
    const given = attributes as Readonly<Record<string, unknown>>;
    // Getters of a class are not spread.
    const declared = Object.keys(kinds).flatMap((key) =>
      given[key] === undefined ? [] : [[key, given[key]] as const],
    );
    return typeof attributes === 'object' ? { ...attributes, ...Object.fromEntries(declared) } : attributes;
  } catch {
    return attributes; // What cannot be read now says so when it is recorded.
  }
}

function contained(definition: Definition, write: (value: number, attributes?: object) => unknown): Adding['add'] {
  const failed = (how: string, cause: unknown): void =>
    report({
      key: 'record.backend',
      about: definition.name,
      message: `${definition.name}: the backend ${how} while recording; the value is lost there; fix the backend`,
      cause,
    });
  return (value, attributes) => {
    try {
      // What is declared to give nothing may give a promise.
      whenRejected(write(value, attributes), (cause) => failed('rejected', cause));
    } catch (cause) {
      failed('threw', cause);
    }
  };
}
