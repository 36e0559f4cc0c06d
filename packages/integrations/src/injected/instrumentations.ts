import { injectedName } from '../channels/subscribing/made.js';
import { chosenLibraries } from './chosen-libraries.js';
import { LIBRARIES } from './libraries.js';
import type { InjectedLibrary, InjectedMethod, InjectedPlace } from './library.js';

/**
 * What is injected into one file of a library, as the tools want it that do it.
 * @see https://github.com/nodejs/orchestrion-js
 */
export type Instrumentation = Injecting &
  (
    | { readonly functionQuery: { readonly className: string } | InjectedMethod }
    | { readonly functionQuery: { readonly functionName: string; readonly kind: 'Sync' } }
    | { readonly functionQuery: { readonly kind: 'Sync' }; readonly astQuery: string }
  );

interface Injecting {
  readonly channelName: string;
  readonly module: { readonly name: string; readonly versionRange: string; readonly filePath: string };
}

/**
 * All that is injected into libraries that publish nothing by themselves, for the plugins of
 * `@apm-js-collab/code-transformer-bundler-plugins`, which take it as their `instrumentations`. For esbuild and Bun there is
 * `injectionPlugin()`.
 */
export function instrumentations(): Instrumentation[] {
  return instrumentationsOf(LIBRARIES);
}

/** What is injected into the libraries that this thread has chosen. */
export function chosenInstrumentations(): Instrumentation[] {
  return instrumentationsOf(chosenLibraries());
}

function instrumentationsOf(libraries: readonly InjectedLibrary[]): Instrumentation[] {
  return libraries.flatMap((library) =>
    library.places.flatMap((place) => place.files.map((file) => instrumentationOf(library, place, file))),
  );
}

function instrumentationOf(library: InjectedLibrary, { what, at }: InjectedPlace, file: string): Instrumentation {
  const { name, majors } = library;
  const versionRange = `>=${majors[0]}.0.0 <${majors[1] + 1}.0.0`;
  const injecting: Injecting = { channelName: injectedName(what), module: { name, versionRange, filePath: file } };
  if ('className' in at) return { ...injecting, functionQuery: at };
  return 'functionName' in at
    ? { ...injecting, functionQuery: { ...at, kind: 'Sync' } }
    : { ...injecting, functionQuery: { kind: 'Sync' }, astQuery: at.astQuery };
}
