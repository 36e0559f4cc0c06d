import type { Finding } from '../finding.js';
import type { InstalledPackage } from './installed-packages.js';

const API = '@opentelemetry/api';

/** What is wrong with what is installed, and with the Node that runs it. */
export function projectFindings(installed: readonly InstalledPackage[], nodeVersion: string): readonly Finding[] {
  return [...apiFindings(installed), ...ownFindings(installed), ...nodeFindings(nodeVersion)];
}

function apiFindings(installed: readonly InstalledPackage[]): readonly Finding[] {
  const copies = installed.filter(({ name }) => name === API);
  const versions = versionsOf(copies);
  const unfit = versions.filter((version) => !isFit(version));
  if (copies.length === 0 && installed.some(({ name }) => name === '@portcall/node')) return [MISSING];
  return [
    ...unfit.map(unfitApi),
    ...(versions.length > 1 ? [severalVersions(copies)] : copies.length > 1 ? [severalCopies(copies)] : []),
  ];
}

const MISSING: Finding = {
  id: 'api.missing',
  severity: 'loss',
  what: `${API} is not installed`,
  cause: '@portcall/node needs it beside itself, so that there is one copy of it for everybody',
  fix: `npm install ${API}@^1.9.0`,
};

function unfitApi(version: string): Finding {
  return {
    id: 'api.unsupported',
    severity: 'loss',
    what: `${API} ${version} is installed`,
    cause: 'what registers with it needs a version from 1.9.0 on and below 2',
    fix: `npm install ${API}@^1.9.0`,
  };
}

function severalVersions(copies: readonly InstalledPackage[]): Finding {
  return {
    id: 'api.versions',
    severity: 'warning',
    what: `${API} is installed in ${versionsOf(copies).length} versions: ${placesOf(copies)}`,
    cause: 'a provider is registered with one version alone, and a copy that is newer than that one records nothing',
    fix: `let every package have the same version: npm dedupe, or an override of ${API} in package.json`,
  };
}

function severalCopies(copies: readonly InstalledPackage[]): Finding {
  return {
    id: 'api.copies',
    severity: 'note',
    what: `${API} ${copies[0]?.version} is installed ${copies.length} times: ${placesOf(copies)}`,
    cause: 'copies of one version find each other, so that nothing is lost as long as all of them are updated together',
    fix: 'npm dedupe',
  };
}

function ownFindings(installed: readonly InstalledPackage[]): readonly Finding[] {
  const ours = installed.filter(({ name }) => name.startsWith('@portcall/'));
  if (versionsOf(ours).length < 2) return [];
  return [
    {
      id: 'portcall.versions',
      severity: 'warning',
      what: `packages of Portcall are installed in ${versionsOf(ours).length} versions: ${[...new Set(ours.map(({ name, version }) => `${name} ${version}`))].sort().join(', ')}`,
      cause: 'all packages of one release belong together, and what they say to each other may change with any release',
      fix: 'give all of them the same version in package.json, and install again',
    },
  ];
}

function nodeFindings(nodeVersion: string): readonly Finding[] {
  const [major = 0, minor = 0] = nodeVersion.replace(/^v/, '').split('.').map(Number);
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22) return [];
  return [
    {
      id: 'node.version',
      severity: 'warning',
      what: `Node ${nodeVersion} is running`,
      cause: 'Portcall is made for Node 20.19 and later, and 22.12 and later',
      fix: 'update Node',
    },
  ];
}

function isFit(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 1 && minor >= 9;
}

function versionsOf(copies: readonly InstalledPackage[]): readonly string[] {
  return [...new Set(copies.map(({ version }) => version))].sort();
}

const MOST_PLACES = 8;

function placesOf(copies: readonly InstalledPackage[]): string {
  const places = copies.slice(0, MOST_PLACES).map(({ version, folder }) => `${version} in ${folder}`);
  return [...places, ...(copies.length > MOST_PLACES ? [`${copies.length - MOST_PLACES} more`] : [])].join(', ');
}
