import type { ResourceDetector } from './detector.js';
import { fileText } from './file-text.js';

/**
 * What Kubernetes says to a pod: by the downward API, in the variables that are usual for it, by the service account, and by
 * what it mounts. A pod's name is not guessed from the host's.
 * @see https://opentelemetry.io/docs/specs/semconv/resource/k8s/
 * @see https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
 */
export const k8sDetector: ResourceDetector = {
  detect: () => ({
    attributes: k8sAttributes(process.env, {
      mounts: fileText('/proc/self/mountinfo'),
      namespace: fileText('/var/run/secrets/kubernetes.io/serviceaccount/namespace').trim(),
    }),
  }),
};

/** The name that OpenTelemetry's charts use, that of its operator, and what manifests have beside them. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  'k8s.namespace.name': ['K8S_NAMESPACE_NAME', 'K8S_NAMESPACE', 'POD_NAMESPACE'],
  'k8s.pod.name': ['K8S_POD_NAME', 'OTEL_RESOURCE_ATTRIBUTES_POD_NAME', 'POD_NAME'],
  'k8s.pod.uid': ['K8S_POD_UID', 'OTEL_RESOURCE_ATTRIBUTES_POD_UID', 'POD_UID'],
  'k8s.pod.ip': ['K8S_POD_IP', 'POD_IP'],
  'k8s.node.name': ['K8S_NODE_NAME', 'OTEL_RESOURCE_ATTRIBUTES_NODE_NAME', 'KUBE_NODE_NAME', 'NODE_NAME'],
  'k8s.container.name': ['K8S_CONTAINER_NAME', 'CONTAINER_NAME'],
  'k8s.deployment.name': ['K8S_DEPLOYMENT_NAME', 'DEPLOYMENT_NAME'],
  'k8s.cluster.name': ['K8S_CLUSTER_NAME', 'CLUSTER_NAME'],
};

// `/var/lib/kubelet/pods/<uid>/etc-hosts`, and `…/containers/<name>/<number>`, where its last message goes.
const POD = /\/pods\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\/(?:containers\/([^/\s]+)\/)?/g;

export interface PodFiles {
  readonly mounts: string;
  readonly namespace: string;
}

/** Empty outside of Kubernetes. */
export function k8sAttributes(
  variables: Readonly<Record<string, string | undefined>>,
  { mounts, namespace }: PodFiles,
): Record<string, string | undefined> {
  const places = [...mounts.matchAll(POD)];
  if (!variables['KUBERNETES_SERVICE_HOST'] && namespace === '' && places.length === 0) return {};
  const seen: Readonly<Record<string, string | undefined>> = {
    'k8s.namespace.name': namespace || undefined,
    'k8s.pod.uid': places[0]?.[1],
    'k8s.container.name': places.find(([, , container]) => container !== undefined)?.[2],
  };
  return Object.fromEntries(
    Object.entries(VARIABLES).map(([key, names]) => [
      key,
      names.map((name) => variables[name]).find(Boolean) ?? seen[key],
    ]),
  );
}
