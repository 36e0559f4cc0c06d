import { report } from '@portcall/core';
import { notice } from '@portcall/core/internal';
import { type ApiCopy, apiCopies } from './copies.js';
import { admit, isAdmissible, ownApiVersion } from './registry.js';

/** By then an application has loaded what it loads at its start. */
const SECOND_LOOK_MS = 5_000;

/**
 * Finds the versions of OpenTelemetry's API that are in use, and says it where there are several.
 * @param packages that the application has given instrumentations of
 */
export function apiVersions(packages: readonly string[]): readonly string[] {
  const copies = apiCopies(packages);
  const versions = [...new Set(copies.map(({ version }) => version))];
  const others = versions.filter((version) => version !== ownApiVersion());
  if (others.length > 0) sayVersions(copies, others);
  return versions;
}

/**
 * Looks again once the application has started.
 * @returns stops it
 */
export function admitLaterVersions(packages: readonly string[]): () => void {
  const timer = setTimeout(() => admit(apiVersions(packages)), SECOND_LOOK_MS).unref();
  return () => clearTimeout(timer);
}

function sayVersions(copies: readonly ApiCopy[], others: readonly string[]): void {
  const named = [...new Set(copies.map(({ version, usedBy }) => `${version} by ${usedBy.join(', ')}`))].join('; ');
  const fix = 'give all packages one version: npm dedupe, or an override of it in package.json';
  const unfit = others.filter((version) => !isAdmissible(version));
  if (unfit.length > 0)
    report({
      key: 'register.api_versions',
      about: named,
      message: `@opentelemetry/api: several versions are used (${named}); what is recorded with ${unfit.join(', ')} is lost; ${fix}`,
    });
  else
    notice({
      key: 'register.api_versions',
      about: named,
      message: `@opentelemetry/api: several versions are used (${named}); what is recorded with any of them is taken; ${fix}`,
    });
}
