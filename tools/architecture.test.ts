import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Check,
  chainsOfImportsAreShort,
  everyImportIsDeclared,
  everyRoomHasAFloor,
  FLOORS,
  filesAreNamedAfterAnIdea,
  floorsOf,
  foldersHaveFewFiles,
  type House,
  importsGoDown,
  importsOf,
  type Manifest,
  nobodyKnowsTheTraceSdk,
  nobodyReachesIntoAnotherPackage,
  nothingImportsItself,
  theGroundFloorStandsAlone,
  theMetricsSdkStaysAtTheDoor,
  theOtelSdkStaysUpstairs,
} from './architecture.js';

const RULES: Readonly<Record<string, Check>> = {
  'gives every package a floor': everyRoomHasAFloor,
  'imports from lower floors only, types included': importsGoDown,
  'enters a package by what it exports': nobodyReachesIntoAnotherPackage,
  'has no import circle, types included': nothingImportsItself,
  'is at most so many files deep, types included': chainsOfImportsAreShort,
  'imports only what the package.json declares': everyImportIsDeclared,
  'keeps core, metrics, trace, invocations, outbox and formats free of third-party packages': theGroundFloorStandsAlone,
  'keeps the OpenTelemetry SDK in exporters and node': theOtelSdkStaysUpstairs,
  'knows the metrics SDK where third parties are read, and nowhere else': theMetricsSdkStaysAtTheDoor,
  'knows the trace SDK nowhere': nobodyKnowsTheTraceSdk,
  'names files after an idea': filesAreNamedAfterAnIdea,
  'has no folder of more than twelve files': foldersHaveFewFiles,
};

describe('the house', () => {
  const house = readHouse(join(__dirname, '..'));
  const map = readFileSync(join(__dirname, '../docs/map.md'), 'utf8');

  it('is read whole', () => {
    expect(house.files.map(({ path }) => path)).toContain('packages/core/src/problem/problem.ts');
    expect(house.files.flatMap(importsOf).length).toBeGreaterThan(100);
  });

  it.each(Object.entries(RULES))('%s', (_, check) => expect(check(house)).toEqual([]));

  it('is drawn in docs/map.md as it is', () => {
    const built = new Set(house.files.map(({ path }) => path.split('/')[path.startsWith('packages/') ? 1 : 0]!));
    const wanted = FLOORS.map((rooms) => rooms.filter((room) => built.has(room)));
    expect(floorsOf(map)).toEqual(wanted);
  });

  it('has every file that docs/map.md leads to', () => {
    const paths = house.files.map(({ path }) => `/${path}`);
    const named = [...map.matchAll(/`([\w./-]+\.m?[tj]s)`/g)].map(([, name]) => name!.replace('/src/', '/'));
    const isThere = (name: string) => paths.some((path) => path.replace('/src/', '/').endsWith(`/${name}`));
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !isThere(name))).toEqual([]);
  });
});

describe('a house that was built wrong', () => {
  it('sees a package nobody planned', () => {
    expect(everyRoomHasAFloor(planted({ 'packages/cache/src/index.ts': '' }))).toEqual([
      'cache has no floor; give it one in FLOORS',
    ]);
  });

  it('sees imports that go up or sideways, whatever they look like', () => {
    const house = planted({
      'packages/core/src/clock.ts': "import type { Counter } from '@portcall/metrics';",
      'packages/metrics/src/store.ts': "\nexport { traced } from '@portcall/trace';",
      'packages/trace/src/op.ts': "type Store = import('@portcall/metrics').Store;",
      'packages/otel/src/diag.ts': "const { chat } = await import('@portcall/ports');",
      'packages/ports/src/index.ts': "import { failOnProblems } from '@portcall/conformance';",
      'packages/ports/src/chat.test.ts': "import { failOnProblems } from '@portcall/conformance';",
    });
    expect(importsGoDown(house)).toEqual([
      'packages/core/src/clock.ts:1 imports @portcall/metrics, and metrics is not below core',
      'packages/metrics/src/store.ts:2 imports @portcall/trace, and trace is not below metrics',
      'packages/trace/src/op.ts:1 imports @portcall/metrics, and metrics is not below trace',
      'packages/otel/src/diag.ts:1 imports @portcall/ports, and ports is not below otel',
      'packages/ports/src/index.ts:1 imports @portcall/conformance, which is for tests',
    ]);
  });

  it('sees who reaches past what a package exports', () => {
    const house = planted(
      {
        'packages/otel/src/a.ts': "import { Ring } from '@portcall/core/src/ring.js';",
        'packages/otel/src/b.ts': "import { Ring } from '../../core/src/ring.js';",
        'packages/otel/src/c/d.ts': "import { a } from '../a.js';\nimport '@portcall/node/register';",
      },
      { 'packages/node': { exports: { './register': {} } } },
    );
    expect(nobodyReachesIntoAnotherPackage(house)).toEqual([
      'packages/otel/src/a.ts:1 imports @portcall/core/src/ring.js, past the entries of that package',
      'packages/otel/src/b.ts:1 imports ../../core/src/ring.js, past the entries of that package',
    ]);
  });

  it('sees circles of files and of packages', () => {
    const house = planted({
      'packages/core/src/index.ts': "export * from './ring.js';\nimport '@portcall/metrics';",
      'packages/core/src/ring.ts': "import type { Clock } from './clock.js';",
      'packages/core/src/clock.ts': "import type { Ring } from './ring.js';",
      'packages/metrics/src/index.ts': "import '@portcall/core';",
    });
    expect(nothingImportsItself(house)).toEqual([
      'packages/core/src/ring.ts → packages/core/src/clock.ts → packages/core/src/ring.ts',
      'packages/core/src/index.ts → packages/metrics/src/index.ts → packages/core/src/index.ts',
    ]);
  });

  it('sees a chain of imports that is too long', () => {
    const chain = (length: number) =>
      planted(
        Object.fromEntries(
          Array.from({ length }, (_, i) => [
            `packages/trace/src/f${i}.ts`,
            i + 1 < length ? `import type { A } from './f${i + 1}.js';` : '',
          ]),
        ),
      );
    expect(chainsOfImportsAreShort(chain(9))).toEqual([]);
    const names = Array.from({ length: 10 }, (_, i) => `packages/trace/src/f${i}.ts`).join(' → ');
    expect(chainsOfImportsAreShort(chain(10))).toEqual([`${names}: more than 9 files; let one of them import less`]);
  });

  it('sees imports that no package.json declares', () => {
    const house = planted(
      {
        'packages/otel/src/a.ts':
          "import '@portcall/core';\nimport 'node:fs';\nimport '@opentelemetry/api';\nimport 'pino';",
        'packages/otel/src/a.test.ts': "import 'fast-check';",
      },
      {
        'packages/otel': {
          dependencies: { '@portcall/core': '0.1.0' },
          peerDependencies: { '@opentelemetry/api': '1' },
        },
      },
    );
    expect(everyImportIsDeclared(house)).toEqual([
      'packages/otel/src/a.ts:4 imports pino, which packages/otel/package.json does not declare',
    ]);
  });

  it('sees a third party on the ground floor, and the SDK below its own', () => {
    const house = planted({
      'packages/core/src/a.ts': "import 'node:crypto';\nimport type { Meter } from '@opentelemetry/api';",
      'packages/otel/src/b.ts':
        "import '@opentelemetry/api';\nconst { MeterProvider } = require('@opentelemetry/sdk-metrics');",
      'packages/otel/src/b.test.ts': "import '@opentelemetry/sdk-metrics';",
    });
    expect(theGroundFloorStandsAlone(house)).toEqual([
      'packages/core/src/a.ts:2 imports @opentelemetry/api, which is not ours',
    ]);
    expect(theOtelSdkStaysUpstairs(house)).toEqual([
      'packages/otel/src/b.ts:2 imports @opentelemetry/sdk-metrics, which only exporters and node may',
    ]);
  });

  it('sees exporters that know the metrics SDK or an exporter of its make', () => {
    const from = (module: string) => `import type { X } from '@opentelemetry/${module}';`;
    const house = planted({
      'packages/node/src/sdk/metrics-sdk.ts': from('sdk-metrics'),
      'packages/otel/src/metrics/sdk-points.ts': from('sdk-metrics'),
      'packages/exporters/src/a.ts': from('sdk-metrics'),
      'packages/exporters/src/b.ts': from('exporter-prometheus'),
      'packages/exporters/src/b.test.ts': from('exporter-prometheus'),
      'packages/node/src/c.ts': from('sdk-metrics'),
    });
    const may =
      'packages/node/src/sdk/ and packages/node/src/metrics-sdk.ts and packages/otel/src/metrics/sdk-points.ts may';
    expect(theMetricsSdkStaysAtTheDoor(house)).toEqual([
      `packages/exporters/src/a.ts:1 imports @opentelemetry/sdk-metrics, which only ${may}`,
      'packages/exporters/src/b.ts:1 imports @opentelemetry/exporter-prometheus, which only packages/node/src/sdk/ and packages/node/src/metrics-sdk.ts and packages/otel/src/metrics/sdk-points.ts may',
      `packages/node/src/c.ts:1 imports @opentelemetry/sdk-metrics, which only ${may}`,
    ]);
  });

  it('sees a file that knows the trace SDK, be it of types', () => {
    const house = planted({
      'packages/node/src/tracing.ts': "import { SpanExporter } from '@opentelemetry/sdk-trace-base';",
      'packages/exporters/src/a.ts': "import type { SpanExporter } from '@opentelemetry/sdk-trace';",
      'packages/exporters/src/a.test.ts': "import { SpanExporter } from '@opentelemetry/sdk-trace-base';",
    });
    expect(nobodyKnowsTheTraceSdk(house)).toEqual([
      'packages/node/src/tracing.ts:1 imports @opentelemetry/sdk-trace-base, which only tests may',
      'packages/exporters/src/a.ts:1 imports @opentelemetry/sdk-trace, which only tests may',
    ]);
  });

  it('sees a folder that holds too much, tests apart', () => {
    const names = [...Array(13).keys()].map((i) => `packages/core/src/flow/file-${i}.ts`);
    const tests = names.map((name) => name.replace('.ts', '.test.ts'));
    const house = (paths: readonly string[]) => planted(Object.fromEntries(paths.map((path) => [path, ''])));
    expect(foldersHaveFewFiles(house([...names.slice(1), ...tests]))).toEqual([]);
    expect(foldersHaveFewFiles(house(names))).toEqual([
      'packages/core/src/flow has 13 files; give those of one idea a folder of their own',
    ]);
  });

  it('sees names that say nothing', () => {
    expect(
      filesAreNamedAfterAnIdea(planted({ 'packages/core/src/utils.ts': '', 'packages/core/src/deep/types.ts': '' })),
    ).toEqual([
      'packages/core/src/utils.ts: name it after what it is about',
      'packages/core/src/deep/types.ts: name it after what it is about',
    ]);
  });
});

function planted(sources: Readonly<Record<string, string>>, manifests: House['manifests'] = {}): House {
  return { files: Object.entries(sources).map(([path, text]) => ({ path, text })), manifests };
}

function readHouse(root: string): House {
  const folders = ['packages', 'examples'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => `${parent}/${name}`),
  );
  const manifest = (folder: string) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
  const sources = [
    ...folders.flatMap((folder) => [`${folder}/src`, `${folder}/test`]),
    'bench',
    'faults',
    'runtimes',
    'shipped',
    'tools',
  ];
  return {
    files: sources.flatMap((folder) => sourcesIn(root, folder)),
    manifests: Object.fromEntries(folders.map((folder) => [folder, manifest(folder)])),
  };
}

function sourcesIn(root: string, folder: string): House['files'] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => /\.m?ts$|\.mjs$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}
