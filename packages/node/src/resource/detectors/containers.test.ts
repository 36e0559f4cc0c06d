import { containerId } from './container.js';
import { k8sAttributes } from './k8s.js';

const ID = '4bb6e9c5c5cd3b2b7e2f2f3e1a6f0a9a0f6e5c7a1e7f3d6e9b8a7c6d5e4f3a2b';
const OTHER = 'aa86eac260e1320d7831fb330f025399e00b8eadcfc00016313a293aaaaaaaaa';
const POD = 'cb0f5a9e-6f3c-4b7e-9f5a-0d1c2b3a4e5f';

// As they are seen in containers; lines that all have are left out.
const DOCKER = `
600 585 0:127 / / rw,relatime master:233 - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l/A
612 601 0:25 / /sys/fs/cgroup ro,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw
635 600 254:1 /docker/volumes/${OTHER}/_data /data rw,relatime - ext4 /dev/vda1 rw
621 600 254:1 /docker/containers/${ID}/resolv.conf /etc/resolv.conf rw,relatime - ext4 /dev/vda1 rw
622 600 254:1 /docker/containers/${ID}/hostname /etc/hostname rw,relatime - ext4 /dev/vda1 rw`;
const PODMAN = `
983 811 0:24 /containers/storage/overlay-containers/${ID}/userdata/hostname /etc/hostname rw - tmpfs tmpfs rw`;
const CONTAINERD_POD = `
1420 1333 254:1 /var/lib/kubelet/pods/${POD}/etc-hosts /etc/hosts rw,relatime - ext4 /dev/vda1 rw
1421 1333 254:1 /var/lib/kubelet/pods/${POD}/containers/app/8b2f7d11 /dev/termination-log rw - ext4 /dev/vda1 rw
1422 1333 254:1 /var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/${OTHER}/hostname /etc/hostname rw - ext4 /dev/vda1 rw`;
const CRIO_POD = `
1421 1333 254:1 /var/lib/kubelet/pods/${POD}/containers/app/8b2f7d11 /dev/termination-log rw - ext4 /dev/vda1 rw
1422 1333 0:24 /containers/storage/overlay-containers/${OTHER}/userdata/hostname /etc/hostname rw - tmpfs tmpfs rw`;

it.each<[string, string, string, string | undefined]>([
  ['Docker, cgroup 1', `13:name=systemd:/docker/${ID}\n12:pids:/docker/${ID}`, '', ID],
  ['systemd, cgroup 1', `1:name=systemd:/system.slice/docker-${ID}.scope`, '', ID],
  ['a pod, cgroup 1', `11:cpu:/kubepods/burstable/pod${POD}/${ID}`, CONTAINERD_POD, ID],
  [
    'a pod, cgroup 2 of the host',
    `0::/kubepods.slice/kubepods-pod${POD}.slice/cri-containerd-${ID}.scope`,
    CONTAINERD_POD,
    ID,
  ],
  [
    'containerd with a namespace',
    `0::/system.slice/containerd.service/kubepods-pod1.slice:cri-containerd:${ID}`,
    '',
    ID,
  ],
  [
    'Fargate',
    '9:perf_event:/ecs/4c0c1d5a6b7f4e2d9c8b7a6f5e4d3c2b/4c0c1d5a6b7f4e2d9c8b7a6f5e4d3c2b-3935363592',
    '',
    '4c0c1d5a6b7f4e2d9c8b7a6f5e4d3c2b-3935363592',
  ],
  ['Docker, cgroup 2', '0::/', DOCKER, ID],
  ['Podman, cgroup 2', '0::/', PODMAN, ID],
  ['a pod of containerd, which shows its sandbox only', '0::/', CONTAINERD_POD, undefined],
  ['a pod of CRI-O, which shows its sandbox only', '0::/', CRIO_POD, undefined],
  [
    'no container',
    '0::/user.slice/user-1000.slice/session-2.scope',
    '22 1 254:1 / / rw - ext4 /dev/vda1 rw',
    undefined,
  ],
  ['another system', '', '', undefined],
])('a container is told by what is seen with %s', (_, cgroup, mounts, id) => {
  expect(containerId(cgroup, mounts)).toBe(id);
});

const named = (found: ReturnType<typeof k8sAttributes>) =>
  Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));

it('a pod says what the downward API gives it, whoever named the variables', () => {
  const files = { mounts: '', namespace: '' };
  expect(
    named(
      k8sAttributes(
        {
          KUBERNETES_SERVICE_HOST: '10.0.0.1',
          K8S_POD_NAME: 'shop-1',
          POD_NAME: 'other',
          POD_NAMESPACE: 'prod',
          NODE_NAME: 'n1',
          K8S_POD_IP: '',
        },
        files,
      ),
    ),
  ).toEqual({ 'k8s.pod.name': 'shop-1', 'k8s.namespace.name': 'prod', 'k8s.node.name': 'n1' });
  expect(
    named(
      k8sAttributes(
        {
          KUBERNETES_SERVICE_HOST: '10.0.0.1',
          OTEL_RESOURCE_ATTRIBUTES_POD_NAME: 'shop-2',
          OTEL_RESOURCE_ATTRIBUTES_NODE_NAME: 'n2',
        },
        files,
      ),
    ),
  ).toEqual({ 'k8s.pod.name': 'shop-2', 'k8s.node.name': 'n2' });
});

it('a pod says what it sees of itself where nobody gives it variables', () => {
  expect(named(k8sAttributes({ HOSTNAME: 'shop-1' }, { mounts: CONTAINERD_POD, namespace: 'prod' }))).toEqual({
    'k8s.namespace.name': 'prod',
    'k8s.pod.uid': POD,
    'k8s.container.name': 'app',
  });
});

it('a process that is in no pod says nothing, whatever its variables are called', () => {
  expect(k8sAttributes({ POD_NAME: 'a', NODE_NAME: 'b' }, { mounts: DOCKER, namespace: '' })).toEqual({});
});
