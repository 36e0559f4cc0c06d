import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig, type UserConfig } from 'tsdown';
import { sourceOf } from './tools/entry-sources.mjs';
import { hasInternal, oneFile, siblingsAtOnce, typesOnly, WHOLE } from './tools/one-file.ts';

const shared: UserConfig = {
  target: 'node20',
  platform: 'node',
  outDir: 'dist',
  tsconfig: '../../tsconfig.base.json',
  sourcemap: true,
  logLevel: 'warn',
  // CommonJS output is as strict as the modules it comes from: writing to a frozen object throws in both.
  // What JSDoc says is in the types: Node reads comments too, with every start.
  outputOptions: { strict: true, comments: { jsdoc: false } },
  inputOptions: { checks: { pluginTimings: false } },
};

/** Both formats: a jest test on Node 20 cannot require a package that is ESM only. */
const library = (room: string): UserConfig => ({
  ...shared,
  cwd: room,
  entry: entriesOf(room),
  format: ['esm', 'cjs'],
  dts: true,
  plugins: [siblingsAtOnce(import.meta.dirname)],
  copy: ['../../LICENSE'],
});

/** What siblings have entries of their own for: the types of each entry, and one file with everything. */
const libraryForSiblings = (room: string): UserConfig[] => [
  { ...library(room), plugins: [typesOnly()] },
  {
    ...library(room),
    entry: { internal: WHOLE },
    dts: false,
    plugins: [siblingsAtOnce(import.meta.dirname), oneFile(resolve(import.meta.dirname, room))],
  },
];

/** What `npx` runs: a program, with all of its package in it. */
const command = (room: string): UserConfig => ({
  ...shared,
  cwd: room,
  entry: ['src/main.ts'],
  format: 'esm',
  dts: false,
  plugins: [siblingsAtOnce(import.meta.dirname)],
  copy: ['../../LICENSE'],
});

const program = (room: string): UserConfig => ({
  ...shared,
  cwd: room,
  // Beside the program what it runs in threads of its own.
  entry: ['src/main.ts', 'src/*-worker.ts'],
  format: 'esm',
  dts: false,
});

/** An entry that loads what nobody else wants: in one build with the others they would share its helpers, and load it. */
const ALONE = 'src/metrics-sdk.ts';

const libraryWithoutSiblings = (room: string): UserConfig[] => {
  const entries = Object.entries(entriesOf(room));
  if (!entries.some(isAlone)) return [library(room)];
  const apart = [entries.filter((entry) => !isAlone(entry)), entries.filter(isAlone)];
  return apart.map((entry) => ({ ...library(room), entry: Object.fromEntries(entry) }));
};

function isAlone([, source]: readonly [string, string]): boolean {
  return source === ALONE;
}

const config: UserConfig[] = defineConfig([
  ...roomsIn('packages')
    .filter(isBuilt)
    .flatMap((room) => (hasInternal(room) ? libraryForSiblings(room) : libraryWithoutSiblings(room))),
  ...roomsIn('packages')
    .filter((room) => manifestOf(room).bin !== undefined)
    .map(command),
  ...roomsIn('examples').map(program),
]);

export default config;

function roomsIn(parent: string): string[] {
  return readdirSync(parent).map((name) => `${parent}/${name}`);
}

function isBuilt(room: string): boolean {
  return Object.keys(entriesOf(room)).length > 0;
}

/** What a package exports, each file of `dist` by its source: in `src`, or in a folder there. */
function entriesOf(room: string): Record<string, string> {
  const built = [...JSON.stringify(manifestOf(room).exports).matchAll(/\.\/dist\/([\w-]+)\.mjs/g)];
  return Object.fromEntries(built.map(([, name]) => [name!, sourceOf(room, name!)]));
}

interface Manifest {
  readonly exports?: unknown;
  readonly bin?: unknown;
}

function manifestOf(room: string): Manifest {
  return JSON.parse(readFileSync(`${room}/package.json`, 'utf8')) as Manifest;
}
