import { endpointFindings } from './endpoint/endpoint-findings.js';
import { readConfigurationFile } from './environment/configuration-file.js';
import { destinationsOf } from './environment/destinations.js';
import { exporterFindings, exportersOf, isDisabled } from './environment/exporter-findings.js';
import { namedHosts } from './environment/named-hosts.js';
import { samplerFindings } from './environment/sampler-findings.js';
import { type Finding, sortedFindings } from './finding.js';
import { prometheusPortFindings } from './port/prometheus-port.js';
import { installedPackages } from './project/installed-packages.js';
import { projectFindings } from './project/project-findings.js';

/**
 * Examines a project and the environment of this process: what is installed, what variables or the file of OTEL_CONFIG_FILE
 * say, and whether what they name answers as it should. The worst comes first. Takes some seconds at most, and
 * rejects only where the current folder is gone.
 *
 * It sends an empty request to each receiver, and listens for a moment on the port for scrapes where the environment asks for
 * one. Nothing it says holds the user, password or query of a URL, or a header.
 * @param folder of the project
 */
export async function examine(folder: string = process.cwd()): Promise<readonly Finding[]> {
  return (await examined(folder)).findings;
}

/** What is found, and the hosts that strangers must not read. */
export interface Examined {
  readonly findings: readonly Finding[];
  readonly hosts: readonly string[];
}

/** As `examine()`. */
export async function examined(folder: string): Promise<Examined> {
  const file = await readConfigurationFile(folder);
  try {
    return { findings: sortedFindings([...file.findings, ...(await found(folder))]), hosts: namedHosts() };
  } finally {
    file.undo();
  }
}

async function found(folder: string): Promise<readonly Finding[]> {
  const { destinations, findings } = destinationsOf();
  const asksForScrapes = !isDisabled() && exportersOf('metrics').includes('prometheus');
  const asked = await Promise.all([
    endpointFindings(destinations),
    asksForScrapes ? prometheusPortFindings() : Promise.resolve([]),
  ]);
  return [
    ...projectFindings(installedPackages(folder), process.version),
    ...exporterFindings(),
    ...samplerFindings(),
    ...findings,
    ...asked.flat(),
  ];
}
