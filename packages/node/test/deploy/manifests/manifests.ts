import { readdirSync, readFileSync } from 'node:fs';
import { deployFile } from '@portcall/real-parts';
import { parse, parseAllDocuments } from 'yaml';

/** What our checks rely on, of what Kubernetes' own types hold. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: {
    readonly template?: { readonly metadata: Metadata; readonly spec: PodSpec };
    readonly selector?: unknown;
    readonly ports?: readonly { readonly name: string; readonly targetPort: string }[];
  };
}

interface Metadata {
  readonly labels: Readonly<Record<string, string>>;
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly volumes: readonly { readonly name: string; readonly configMap?: { readonly name: string } }[];
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly Variable[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly resources?: { readonly limits?: { readonly memory?: string } };
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

export interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly fieldRef: { readonly fieldPath: string } };
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

/** All of `deploy/kubernetes`, by the name of their file. */
export function manifests(): readonly (readonly [file: string, manifest: Manifest])[] {
  return readdirSync(deployFile('kubernetes')).flatMap((file) =>
    parseAllDocuments(readFileSync(deployFile('kubernetes', file), 'utf8')).map((document): [string, Manifest] => {
      expect(document.errors).toEqual([]);
      return [file, document.toJS() as Manifest];
    }),
  );
}

/** Of YAML with merge keys. */
export function parsed<T>(...path: readonly string[]): T {
  return parse(readFileSync(deployFile(...path), 'utf8'), { merge: true }) as T;
}

/** Variables that a file of a Collector reads and has no default for. */
export function requiredBy(...path: readonly string[]): readonly string[] {
  const text = readFileSync(deployFile(...path), 'utf8');
  return [...new Set([...text.matchAll(/\$\{env:([A-Z_]+)\}/g)].map(([, name]) => name as string))];
}

/** Of `256Mi`, `2Gi`, `512M` or `1G`, which Compose counts as Kubernetes does `Mi` and `Gi`. */
export function mebibytes(memory: string): number {
  const [, count, unit] = /^(\d+)([MG])i?$/.exec(memory) ?? [];
  return Number(count) * (unit === 'G' ? 1_024 : 1);
}
