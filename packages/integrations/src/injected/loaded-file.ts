import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chosenLibraries } from './chosen-libraries.js';
import { LIBRARIES } from './libraries.js';
import type { InjectedLibrary } from './library.js';

// Also the name of a package has another slash in it on Windows.
const NAMES = LIBRARIES.map(({ name }) => name.replace('/', '[\\\\/]')).join('|');
const FILE = new RegExp(`^(.*[\\\\/]node_modules[\\\\/](${NAMES}))[\\\\/](.*)$`, 's');

/** What OpenTelemetry's hook has in the place of a file, which it imports itself: there is nothing in it. */
const STAND_IN = /[?&]iitm=/;

const examined = new Set<string>();

/** A file of an installed package. */
export interface InstalledFile {
  readonly library: string;
  /** Where the package is. */
  readonly folder: string;
  readonly version: string | undefined;
  /** In the package, with slashes. */
  readonly path: string;
}

/** Whether a file, by its path or URL, is one of a library that is injected. This is asked of every file that is loaded. */
export function isInjected(file: string): boolean {
  const [, , library] = FILE.exec(file) ?? [];
  return library !== undefined && !STAND_IN.test(file) && chosenLibraries().some(({ name }) => name === library);
}

/** Which file it is of a library that is injected; undefined for all others. */
export function installedFile(file: string): InstalledFile | undefined {
  const [, folder, library, path] = FILE.exec(file) ?? [];
  if (folder === undefined || library === undefined || path === undefined) return undefined;
  return {
    library: library.replaceAll('\\', '/'),
    folder,
    version: versionIn(folder),
    path: path.replaceAll('\\', '/'),
  };
}

/** Says, when the first file of an installed package is loaded, why nothing can be injected into it, if so. */
export function examine(file: string, unable: (library: string, why: string) => void): void {
  const [, folder, name = ''] = FILE.exec(file.startsWith('file:') ? fileURLToPath(file) : file) ?? [];
  const library = LIBRARIES.find((one) => one.name === name.replace('\\', '/'));
  if (folder === undefined || library === undefined || examined.has(folder)) return;
  examined.add(folder);
  const why = faultOf(folder, library);
  if (why !== undefined) unable(library.name, why);
}

function faultOf(folder: string, { majors: [first, last], places }: InjectedLibrary): string | undefined {
  const version = versionIn(folder);
  if (version === undefined) return undefined;
  const major = Number.parseInt(version, 10);
  if (major < first || major > last)
    return `${version} is installed, and only ${first === last ? `version ${first} is` : `versions ${first} to ${last} are`} known`;
  const missing = places.find(({ files }) => files.every((one) => !existsSync(`${folder}/${one}`)));
  return missing && `${version} has no file ${missing.files.join(' or ')}`;
}

function versionIn(folder: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as { readonly version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}
