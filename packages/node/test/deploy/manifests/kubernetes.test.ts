import { describeWith, startOtlpReceiver } from '@portcall/real-parts';
import { runApp } from '../../run-app.js';
import { complaintsOfTypes } from './kubernetes-types.js';
import { type Container, type Manifest, manifests, mebibytes, parsed, requiredBy, type Variable } from './manifests.js';

interface Kustomization {
  readonly resources: readonly string[];
  readonly configMapGenerator: readonly { readonly name: string; readonly files: readonly string[] }[];
}

const ALL = manifests();
const KUSTOMIZATION = parsed<Kustomization>('kustomization.yaml');
const PODS = ALL.flatMap(([file, { spec }]) => (spec?.template === undefined ? [] : [{ file, ...spec.template }]));
const CONTAINERS = PODS.flatMap(({ file, spec }) => spec.containers.map((container) => ({ file, container, spec })));
const COLLECTORS = CONTAINERS.filter(({ container }) => container.image.includes('opentelemetry-collector'));

describeWith('kubernetes-types', "Kubernetes' own types", () => {
  it('have nothing against any manifest', () => {
    expect(complaintsOfTypes(ALL.map(([, manifest]) => manifest))).toEqual([]);
  }, 60_000);

  it('would find a field that is misspelt, one that is missing and a value of another kind', () => {
    const text = JSON.stringify(ALL.find(([file]) => file === 'agent.yaml')?.[1]);
    const wrong = [
      text.replace('"livenessProbe"', '"livenesProbe"'),
      text.replace('"containerPort":4317', '"containerPort":"4317"'),
      text.replace('"containerPort":4317,', ''),
    ];
    for (const one of wrong) {
      expect(one).not.toBe(text);
      expect(complaintsOfTypes([JSON.parse(one) as Manifest])).not.toEqual([]);
    }
  }, 60_000);
});

describe('a manifest', () => {
  it('is among what kustomize takes, but for the one of the app', () => {
    const files = [...new Set(ALL.map(([file]) => `kubernetes/${file}`))];
    expect([...KUSTOMIZATION.resources, 'kubernetes/app.yaml'].sort()).toEqual(files.sort());
  });

  it.each(CONTAINERS)('of $file has probes of ports that it has, and a limit of memory', ({ container }) => {
    const ports = container.ports.map(({ name }) => name);
    expect(ports).toContain(container.livenessProbe?.httpGet.port);
    expect(ports).toContain(container.readinessProbe?.httpGet.port);
    expect(mebibytes(container.resources?.limits?.memory ?? '')).toBeGreaterThan(0);
  });

  it('mounts what it has, and configuration that there is', () => {
    const configured = KUSTOMIZATION.configMapGenerator.map(({ name }) => name);
    for (const { spec } of PODS) {
      for (const { configMap } of spec.volumes)
        if (configMap !== undefined) expect(configured).toContain(configMap.name);
    }
    for (const { container, spec } of CONTAINERS) {
      for (const file of filesOf(container))
        expect(keysOf(spec.volumes.map(({ configMap }) => configMap?.name))).toContain(file);
    }
  });

  it('names in services ports that pods have', () => {
    const ports = CONTAINERS.flatMap(({ container }) => container.ports.map(({ name }) => name));
    const asked = ALL.filter(([, { kind }]) => kind === 'Service').flatMap(([, { spec }]) => spec?.ports ?? []);
    expect(asked.length).toBeGreaterThan(0);
    for (const { targetPort } of asked) expect(ports).toContain(targetPort);
  });

  it.each(COLLECTORS)(
    'of $file gives a Collector all that its file wants, and less memory than the container has',
    ({ file, container }) => {
      const env = new Map(container.env?.map(({ name, value }) => [name, value]));
      expect(requiredBy('collector', file).filter((name) => !env.has(name))).toEqual([]);
      const limit = mebibytes(container.resources?.limits?.memory ?? '');
      expect(Number(env.get('MEMORY_LIMIT_MIB'))).toBeLessThanOrEqual(0.8 * limit);
    },
  );
});

/** What `--config` names, in the folder of its ConfigMap. */
function filesOf({ args = [] }: Container): readonly string[] {
  return args.flatMap((arg) => /^--config(?:\.file)?=.*\/([^/]+)$/.exec(arg)?.[1] ?? []);
}

function keysOf(names: readonly (string | undefined)[]): readonly string[] {
  const of = KUSTOMIZATION.configMapGenerator.filter(({ name }) => names.includes(name));
  return of.flatMap(({ files }) => files.map((file) => file.replace(/=.*/, '').replace(/.*\//, '')));
}

describe('the environment of the manifest for an app', () => {
  it("says which pod telemetry comes from, by the downward API's values", async () => {
    await using receiver = await startOtlpReceiver();
    const pod = PODS.find(({ file }) => file === 'app.yaml');
    const variables = pod?.spec.containers[0]?.env ?? [];
    const env = environmentOf(variables, { ...FIELDS, ...labelFields(pod?.metadata.labels ?? {}) });
    expect(env['OTEL_EXPORTER_OTLP_ENDPOINT']).toBe('http://10.0.0.7:4318');
    // Where it would register by itself, and where the agent is.
    const { NODE_OPTIONS: _, ...rest } = env;
    const app = runApp(`registerInstrumentation().bind(catalog).orders.add(1, { country: 'NO' });`, {
      env: { ...rest, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_METRICS_EXPORTER: 'otlp' },
    });
    expect(await app.exit).toMatchObject({ code: 0, stderr: '' });
    await receiver.waitFor(({ metrics }) => metrics().length > 0);
    expect(receiver.metrics()[0]?.resource).toMatchObject({
      'service.name': 'app',
      'service.version': '1.0.0',
      'service.namespace': 'shop',
      'k8s.namespace.name': 'shop',
      'k8s.pod.name': 'app-7c9',
      'k8s.pod.uid': '2b1c',
      'k8s.node.name': 'node-1',
      'k8s.container.name': 'app',
    });
  });
});

const FIELDS = {
  'status.hostIP': '10.0.0.7',
  'spec.nodeName': 'node-1',
  'metadata.name': 'app-7c9',
  'metadata.uid': '2b1c',
  'metadata.namespace': 'shop',
};

function labelFields(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [`metadata.labels['${name}']`, value]));
}

/** As a kubelet makes it: `$(NAME)` is what stands above, and stays as it is where nothing does. */
function environmentOf(
  variables: readonly Variable[],
  fields: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const { name, value, valueFrom } of variables) {
    const text = valueFrom === undefined ? (value ?? '') : (fields[valueFrom.fieldRef.fieldPath] ?? '');
    env[name] = text.replace(/\$\((\w+)\)/g, (whole, other: string) => env[other] ?? whole);
  }
  return env;
}
