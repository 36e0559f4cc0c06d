/*
 * For the other packages of this project, all of one version. It may change with any of them.
 */
export { endpointFindings } from './endpoint/endpoint-findings.js';
export type { Destination } from './environment/destination.js';
export { exporterFindings } from './environment/exporter-findings.js';
export { namedHosts } from './environment/named-hosts.js';
export { samplerFindings } from './environment/sampler-findings.js';
export { type Examined, examined } from './examine.js';
export { sortedFindings } from './finding.js';
export { ownerOf, portFinding } from './port/prometheus-port.js';
export { type InstalledPackage, installedPackages } from './project/installed-packages.js';
export { nodePackage } from './project/node-package.js';
export { projectFindings } from './project/project-findings.js';
