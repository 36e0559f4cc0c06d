import { report } from '@portcall/core';
import { shown, whenRejected } from '@portcall/core/internal';
import type { Definition } from '../declare/definition.js';
import { reportUnforgettable } from '../series/refusal.js';
import { isOwnRecorder, ownRecorder } from './own-recorder.js';
import type { Adding, Forgetting, Recording } from './plain-recorder.js';

/** A recorder that knows its definition, can be bound to one series, and forgets. */
export interface BindableAdding extends Omit<Adding, keyof Forgetting>, Forgetting {
  readonly definition: Definition;
  with(attributes?: object): Adding;
}

/** A recorder that knows its definition, can be bound to one series, and forgets. */
export interface BindableRecording extends Omit<Recording, keyof Forgetting>, Forgetting {
  readonly definition: Definition;
  with(attributes?: object): Recording;
}

/**
 * Ours already are bindable; what somebody else's backend gives has that added here, and is kept from throwing and from
 * rejecting into the app. Of theirs only `add`, `remove` and `clear` are called: their `with` may mean anything.
 *
 * @throws Error where it cannot add
 */
export function bindableAdding(definition: Definition, recorder: Adding): BindableAdding {
  if (isOwnRecorder(recorder)) return recorder as BindableAdding;
  checkVerb(definition, recorder, 'add');
  const add = contained(definition, RECORDING, (value: number, attributes?: object) => recorder.add(value, attributes));
  return ownRecorder({
    definition,
    add,
    with(attributes?: object) {
      const held = asItIsNow(definition, attributes);
      return Object.freeze({ add: (value: number) => add(value, held) });
    },
    ...forgetting(definition, recorder),
  });
}

/**
 * As {@link bindableAdding}, for what records.
 * @throws Error where it cannot record
 */
export function bindableRecording(definition: Definition, recorder: Recording): BindableRecording {
  if (isOwnRecorder(recorder)) return recorder as BindableRecording;
  checkVerb(definition, recorder, 'record');
  const record = contained(definition, RECORDING, (value: number, attributes?: object) =>
    recorder.record(value, attributes),
  );
  return ownRecorder({
    definition,
    record,
    with(attributes?: object) {
      const held = asItIsNow(definition, attributes);
      return Object.freeze({ record: (value: number) => record(value, held) });
    },
    ...forgetting(definition, recorder),
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

const RECORDING = 'recording; the value is lost there';
const FORGETTING = 'removing a series; it may be kept there';

/** @param doing what it does, and what became of it where the backend failed */
function contained<A, B>(
  definition: Definition,
  doing: string,
  run: (first: A, second?: B) => unknown,
): (first?: A, second?: B) => void {
  const failed = (how: string, cause: unknown): void =>
    report({
      key: 'record.backend',
      about: definition.name,
      message: `${definition.name}: the backend ${how} while ${doing}; fix the backend`,
      cause,
    });
  return (first, second) => {
    try {
      // What is declared to give nothing may give a promise.
      whenRejected(run(first as A, second), (cause) => failed('rejected', cause));
    } catch (cause) {
      failed('threw', cause);
    }
  };
}

/** As theirs do it. One that has no way to forget says so once, as its series go on being exported. */
function forgetting(definition: Definition, recorder: Partial<Forgetting>): Forgetting {
  const cannot = (): void => reportUnforgettable(definition.name);
  return {
    remove:
      typeof recorder.remove === 'function'
        ? contained(definition, FORGETTING, (attributes?: object) => recorder.remove?.(attributes))
        : cannot,
    clear: typeof recorder.clear === 'function' ? contained(definition, FORGETTING, () => recorder.clear?.()) : cannot,
  };
}
