import { shown } from '@portcall/core/internal';
import type { Finding } from '@portcall/doctor';
import {
  exporterFindings,
  installedPackages,
  projectFindings,
  samplerFindings,
  sortedFindings,
} from '@portcall/doctor/internal';
import { globalFindings } from './global-findings.js';
import { instrumentationFindings } from './instrumentation-findings.js';
import { metricFindings } from './metric-findings.js';
import { otlpFindings } from './otlp-findings.js';
import { problemFindings } from './problem-findings.js';
import type { Registration } from './registration.js';
import { scrapeFindings } from './scrape-findings.js';

type Check = (registration: Registration) => readonly Finding[] | Promise<readonly Finding[]>;

const CHECKS: readonly Check[] = [
  () => projectFindings(installedPackages(process.cwd()), process.version),
  ({ exportersFromEnvironment }) => (exportersFromEnvironment ? exporterFindings() : []),
  ({ tracerProvider }) => (tracerProvider === undefined ? [] : samplerFindings()),
  globalFindings,
  metricFindings,
  instrumentationFindings,
  problemFindings,
  scrapeFindings,
  otlpFindings,
];

/** All that is found in this process, the worst first. Never rejects: a check that fails is a finding itself. */
export async function examineProcess(registration: Registration): Promise<readonly Finding[]> {
  return sortedFindings((await Promise.all(CHECKS.map((check) => checked(check, registration)))).flat());
}

async function checked(check: Check, registration: Registration): Promise<readonly Finding[]> {
  try {
    return await check(registration);
  } catch (cause) {
    return [
      {
        id: 'doctor.failed',
        severity: 'note',
        what: `one of the checks failed (${shown(cause)})`,
        cause: 'it met what it was not made for',
        fix: 'report it, with what it says',
      },
    ];
  }
}
