import type { ResourceDetector } from './detector.js';
import { fileText } from './file-text.js';

/** @see https://opentelemetry.io/docs/specs/semconv/resource/container/ */
export const containerDetector: ResourceDetector = {
  detect: () => ({
    attributes: { 'container.id': containerId(fileText('/proc/self/cgroup'), fileText('/proc/self/mountinfo')) },
  }),
};

// `…/docker-<id>.scope`, `…/kubepods/…/<id>`, `…/cri-containerd-<id>.scope`, and `…/ecs/<task>/<task>-<number>` of Fargate.
const IN_CGROUP = /[/:-]([\da-f]{64}|[\da-f]{32}-\d+)(?:\.scope)?$/m;
// Where the files are that Docker and Podman mount over /etc/hostname and others.
const IN_MOUNTS = /\/(?:containers|overlay-containers)\/([\da-f]{64})\//;
const OF_A_POD = /\/pods\/[\da-f-]{36}\//;

/**
 * The id of the container that this process runs in; undefined where it runs in none, or none that can be told.
 * @param cgroup the text of /proc/self/cgroup, where version 1 of control groups has it
 * @param mounts the text of /proc/self/mountinfo, where it is seen with version 2
 */
export function containerId(cgroup: string, mounts: string): string | undefined {
  const found = IN_CGROUP.exec(cgroup)?.[1];
  // In a pod these files are the pod's, and so is the id in their path.
  if (found !== undefined || OF_A_POD.test(mounts)) return found;
  return IN_MOUNTS.exec(mounts)?.[1];
}
