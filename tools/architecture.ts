import { posix } from 'node:path';
import ts from 'typescript';

/** Who stands on whom: imports go to a lower line only, never to a neighbour on the same one. */
export const FLOORS: readonly (readonly string[])[] = [
  ['core'],
  ['metrics', 'trace', 'invocations', 'outbox'],
  ['otel', 'formats', 'ports'],
  ['exporters', 'integrations', 'doctor', 'inspector'],
  ['node', 'cli', 'example-kit', 'shipped'],
  ['testing', 'conformance', 'real-parts', 'examples', 'bench', 'faults', 'runtimes', 'tools'],
];

/** What only tests may import, from whatever floor. */
const TEST_KITS = ['conformance', 'real-parts'];

/** Scripts that are no package: each of their files is an entry. */
const OPEN_ROOMS = ['shipped'];

const NO_THIRD_PARTY = ['core', 'metrics', 'trace', 'invocations', 'outbox', 'formats'];
const OTEL_API = '@opentelemetry/api';
const OTEL_SDK_ROOMS = ['exporters', 'node'];
const TRACE_SDKS = ['@opentelemetry/sdk-trace-base', '@opentelemetry/sdk-trace'];
const METRICS_SDK = '@opentelemetry/sdk-metrics';
/** Exporters speak our words of metrics; the metrics SDK is for the instruments of third parties alone. */
const KNOW_THE_METRICS_SDK = [
  'packages/node/src/sdk/',
  'packages/node/src/metrics-sdk.ts',
  'packages/otel/src/metrics/sdk-points.ts',
];
/** OpenTelemetry's own exporters of metrics, which `aggregation: 'sdk'` loads. */
const METRICS_EXPORTERS = ['@opentelemetry/exporter-prometheus', '@opentelemetry/exporter-metrics-otlp-http'];

/** Names that say nothing about what is inside. */
const NAMELESS = ['utils', 'util', 'helpers', 'helper', 'common', 'shared', 'misc', 'types'];

/** Functions that load a module by name, besides `import` and `require`. */
const LOADERS = ['require', 'lazily'];

export interface SourceFile {
  /** From the root, with forward slashes: `packages/core/src/problem.ts`. */
  readonly path: string;
  readonly text: string;
}

/** The part of a package.json that imports are held against. */
export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
}

export interface House {
  readonly files: readonly SourceFile[];
  /** By folder, like `packages/core`. */
  readonly manifests: Readonly<Record<string, Manifest>>;
}

export interface Import {
  readonly from: string;
  readonly line: number;
  /** What is written between the quotes. */
  readonly to: string;
  readonly typeOnly: boolean;
}

export type Check = (house: House) => readonly string[];

export const everyRoomHasAFloor: Check = ({ files }) =>
  [...new Set(files.map(({ path }) => roomOf(path)))]
    .filter((room) => floorOf(room) < 0)
    .map((room) => `${room} has no floor; give it one in FLOORS`);

export const importsGoDown: Check = (house) =>
  complaints(house, ({ from, to }) => {
    const [room, target] = [roomOf(from), portcallRoom(to) ?? openRoom(from, to)];
    if (target === undefined || target === room) return undefined;
    if (TEST_KITS.includes(target)) return isTest(from) ? undefined : 'which is for tests';
    return floorOf(target) < floorOf(room) ? undefined : `and ${target} is not below ${room}`;
  });

export const nobodyReachesIntoAnotherPackage: Check = (house) =>
  complaints(house, ({ from, to }) => {
    const leaves =
      to.startsWith('.') && openRoom(from, to) === undefined && folderOf(resolved(from, to)) !== folderOf(from);
    const [, room, entry] = /^@portcall\/([^/]+)\/(.+)/.exec(to) ?? [];
    const deep =
      entry !== undefined && !Object.hasOwn(house.manifests[`packages/${room}`]?.exports ?? {}, `./${entry}`);
    return leaves || deep ? 'past the entries of that package' : undefined;
  });

export const everyImportIsDeclared: Check = (house) =>
  complaints(house, ({ from, to }) => {
    const { dependencies, peerDependencies } = house.manifests[folderOf(from)] ?? {};
    const known = { ...dependencies, ...peerDependencies };
    return isTest(from) || isBuiltIn(to) || to.startsWith('.') || packageOf(to) in known
      ? undefined
      : `which ${folderOf(from)}/package.json does not declare`;
  });

export const theGroundFloorStandsAlone: Check = (house) =>
  complaints(house, ({ from, to }) =>
    NO_THIRD_PARTY.includes(roomOf(from)) && !isTest(from) && isThirdParty(to) ? 'which is not ours' : undefined,
  );

export const theOtelSdkStaysUpstairs: Check = (house) =>
  complaints(house, ({ from, to }) => {
    const sdk = to.startsWith('@opentelemetry/') && packageOf(to) !== OTEL_API;
    return sdk && isPackageCode(from) && !OTEL_SDK_ROOMS.includes(roomOf(from))
      ? `which only ${OTEL_SDK_ROOMS.join(' and ')} may`
      : undefined;
  });

/** Spans are ours, and its types have their like in `otel`: an app that brings nothing of it installs none of it. */
export const nobodyKnowsTheTraceSdk: Check = (house) =>
  complaints(house, ({ from, to }) =>
    isPackageCode(from) && TRACE_SDKS.includes(packageOf(to)) ? 'which only tests may' : undefined,
  );

export const theMetricsSdkStaysAtTheDoor: Check = (house) =>
  complaints(house, ({ from, to }) => {
    if (!isPackageCode(from)) return undefined;
    const knows = KNOW_THE_METRICS_SDK.some((place) => from.startsWith(place));
    return [METRICS_SDK, ...METRICS_EXPORTERS].includes(packageOf(to)) && !knows
      ? `which only ${KNOW_THE_METRICS_SDK.join(' and ')} may`
      : undefined;
  });

export const filesAreNamedAfterAnIdea: Check = ({ files }) =>
  files
    .filter(({ path }) => NAMELESS.includes(posix.basename(path, posix.extname(path))))
    .map(({ path }) => `${path}: name it after what it is about`);

/** Tests stand beside what they test, and do not count. */
const MOST_FILES = 12;

export const foldersHaveFewFiles: Check = ({ files }) => {
  const folders = files
    .filter(({ path }) => path.includes('/src/') && path.startsWith('packages/') && !path.endsWith('.test.ts'))
    .map(({ path }) => posix.dirname(path));
  return [...new Set(folders)]
    .map((folder) => ({ folder, size: folders.filter((other) => other === folder).length }))
    .filter(({ size }) => size > MOST_FILES)
    .map(({ folder, size }) => `${folder} has ${size} files; give those of one idea a folder of their own`);
};

/** The rooms of each floor that a table in Markdown names, from the ground up: `| 1 | \`metrics\` | … |`. */
export function floorsOf(markdown: string): readonly (readonly string[])[] {
  const floors: string[][] = [];
  for (const [, floor, room] of markdown.matchAll(/^\| (\d) \| `([a-z-]+)[^|]*\|/gm)) {
    floors[Number(floor)] = [...(floors[Number(floor)] ?? []), room!];
  }
  return floors;
}

/** Types count: a circle of types is as hard to read as one of values. */
export const nothingImportsItself: Check = ({ files }) => {
  const targets = new Map(files.map((file) => [file.path, importsOf(file).map(({ from, to }) => resolved(from, to))]));
  const circles: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
    if (done.has(file) || trail.includes(file)) return;
    for (const target of targets.get(file) ?? []) walk(target, [...trail, file]);
    done.add(file);
  };
  for (const file of targets.keys()) walk(file, []);
  return circles;
};

/** How many files deep the imports of a package may be, from its entry down, types included. */
const DEEPEST: Readonly<Record<string, number>> = { trace: 9 };

export const chainsOfImportsAreShort: Check = ({ files }) => {
  const sources = files.filter(({ path }) => path.includes('/src/') && isPackageCode(path));
  const targets = new Map(
    sources.map((file) => [file.path, importsOf(file).map(({ from, to }) => resolved(from, to))]),
  );
  const chains = new Map<string, readonly string[]>();
  const chainOf = (file: string): readonly string[] => {
    const known = chains.get(file);
    if (known !== undefined) return known;
    chains.set(file, [file]);
    const below = (targets.get(file) ?? []).filter((target) => roomOf(target) === roomOf(file)).map(chainOf);
    const chain = [file, ...below.reduce((one, other) => (other.length > one.length ? other : one), [])];
    chains.set(file, chain);
    return chain;
  };
  return Object.entries(DEEPEST).flatMap(([room, most]) => {
    const longest = sources
      .filter(({ path }) => roomOf(path) === room)
      .map(({ path }) => chainOf(path))
      .reduce((one, other) => (other.length > one.length ? other : one), []);
    return longest.length <= most
      ? []
      : [`${longest.join(' → ')}: more than ${most} files; let one of them import less`];
  });
};

/** Every module a file names: imports, re-exports, `import()` of values and of types, `require`. */
export function importsOf({ path, text }: SourceFile): readonly Import[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const named = specifierOf(node);
    if (named !== undefined) {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      found.push({ from: path, line, to: named.specifier, typeOnly: named.typeOnly });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function specifierOf(node: ts.Node): { specifier: string; typeOnly: boolean } | undefined {
  const named = (expression: ts.Node | undefined, typeOnly: boolean) =>
    expression !== undefined && ts.isStringLiteralLike(expression)
      ? { specifier: expression.text, typeOnly }
      : undefined;
  if (ts.isImportDeclaration(node)) return named(node.moduleSpecifier, isTypeClause(node.importClause));
  if (ts.isExportDeclaration(node)) return named(node.moduleSpecifier, node.isTypeOnly);
  if (ts.isExternalModuleReference(node)) return named(node.expression, false);
  if (ts.isImportTypeNode(node))
    return named(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
  if (ts.isCallExpression(node) && loadsAModule(node)) return named(node.arguments[0], false);
  return undefined;
}

function isTypeClause(clause: ts.ImportClause | undefined): boolean {
  return clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

function loadsAModule({ expression }: ts.CallExpression): boolean {
  return (
    expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(expression) && LOADERS.includes(expression.text))
  );
}

function complaints({ files }: House, fault: (imported: Import) => string | undefined): readonly string[] {
  return files.flatMap(importsOf).flatMap((imported) => {
    const said = fault(imported);
    return said === undefined ? [] : [`${imported.from}:${imported.line} imports ${imported.to}, ${said}`];
  });
}

const floorOf = (room: string): number => FLOORS.findIndex((rooms) => rooms.includes(room));

/** `core` of `packages/core/src/problem.ts`; `examples` of anything below `examples`. */
function roomOf(path: string): string {
  const [first, second] = path.split('/');
  return first === 'packages' ? second! : first!;
}

/** The folder whose package.json a file lives under. */
function folderOf(path: string): string {
  const [first, second] = path.split('/');
  return first === 'packages' || first === 'examples' ? `${first}/${second}` : first!;
}

function isTest(path: string): boolean {
  return (
    /\.test\.ts$|\/test\//.test(path) ||
    [...TEST_KITS, 'tools', 'bench', 'faults', 'runtimes', 'shipped'].includes(roomOf(path))
  );
}

const isPackageCode = (path: string): boolean => path.startsWith('packages/') && !isTest(path);
const isBuiltIn = (specifier: string): boolean => specifier.startsWith('node:');
const isThirdParty = (specifier: string): boolean => !isBuiltIn(specifier) && !/^(\.|@portcall\/)/.test(specifier);
const portcallRoom = (specifier: string): string | undefined => /^@portcall\/([^/]+)/.exec(specifier)?.[1];
const openRoom = (from: string, specifier: string): string | undefined => {
  const room = specifier.startsWith('.') ? roomOf(resolved(from, specifier)) : '';
  return OPEN_ROOMS.includes(room) ? room : undefined;
};
const packageOf = (specifier: string): string => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;

/** The file a specifier means, where it is one of ours. */
function resolved(from: string, specifier: string): string {
  const room = portcallRoom(specifier);
  if (room !== undefined) return `packages/${room}/src/index.ts`;
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier.replace(/\.js$/, '.ts')) : specifier;
}
