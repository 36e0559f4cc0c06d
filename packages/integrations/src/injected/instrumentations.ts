import { injectedName } from '../channels/subscribing/made.js';
import { LIBRARIES } from './libraries.js';
import type { InjectedLibrary, InjectedPlace } from './library.js';

/**
 * What is injected, as the tools want it that do it.
 * @see https://github.com/nodejs/orchestrion-js
 */
export interface Instrumentation {
  readonly channelName: string;
  readonly module: { readonly name: string; readonly versionRange: string; readonly filePath: string };
  readonly functionQuery: {
    readonly kind: 'Sync';
    readonly className?: string;
    readonly functionName?: string;
  };
  readonly astQuery?: string;
}

export function instrumentations(): Instrumentation[] {
  return LIBRARIES.flatMap((library) =>
    library.places.flatMap((place) => place.files.map((file) => instrumentationOf(library, place, file))),
  );
}

function instrumentationOf(
  { name, majors }: InjectedLibrary,
  { what, at }: InjectedPlace,
  file: string,
): Instrumentation {
  const [first, last] = majors;
  return {
    channelName: injectedName(what),
    module: { name, versionRange: `>=${first}.0.0 <${last + 1}.0.0`, filePath: file },
    ...('astQuery' in at
      ? { astQuery: at.astQuery, functionQuery: { kind: 'Sync' } }
      : { functionQuery: { ...at, kind: 'Sync' } }),
  };
}
