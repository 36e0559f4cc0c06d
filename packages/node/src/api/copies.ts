import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { requireAt, requiredFiles } from '@portcall/core/internal';
import { ownPlace } from '../sdk/own-place.js';

/** A copy of OpenTelemetry's API that this process has loaded, or is about to. */
export interface ApiCopy {
  readonly version: string;
  /** The packages that use it. */
  readonly usedBy: readonly string[];
}

const API = '@opentelemetry/api';
const FOLDER = /^.*[\\/]node_modules[\\/]@opentelemetry[\\/]api(?=[\\/])/;
const OWNER = /[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]node_modules[\\/]@opentelemetry[\\/]api$/;

/**
 * The copies that Portcall, the application and some packages of it find, and those that require() has loaded, whoever did.
 * @param packages of which the application has given something, such as instrumentations
 */
export function apiCopies(packages: readonly string[]): readonly ApiCopy[] {
  const application = requireAt(join(process.cwd(), 'package.json'));
  const users = new Map<string, Set<string>>();
  const add = (file: string | undefined, user?: string): void => {
    const folder = folderOf(file);
    if (folder === undefined) return;
    const known = users.get(folder) ?? new Set();
    users.set(folder, known);
    if (user !== undefined) known.add(user);
  };
  const ours = requireAt(ownPlace());
  add(resolved(ours, API), '@portcall/node');
  add(resolved(application, API), 'the application');
  for (const name of packages) {
    const entry = resolved(application, name);
    if (entry !== undefined) add(resolved(requireAt(entry), API), name);
  }
  for (const file of requiredFiles(ownPlace())) if (file.includes('api')) add(file);
  return [...users].flatMap(([folder, names]) => {
    const version = versionIn(folder);
    return version === undefined ? [] : { version, usedBy: names.size > 0 ? [...names] : [ownerOf(folder)] };
  });
}

function resolved(from: NodeJS.Require, name: string): string | undefined {
  try {
    return from.resolve(name);
  } catch {
    return undefined;
  }
}

function folderOf(file: string | undefined): string | undefined {
  const folder = FOLDER.exec(file ?? '')?.[0];
  try {
    return folder && realpathSync(folder);
  } catch {
    return folder; // in an archive, as Yarn keeps packages
  }
}

function versionIn(folder: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly version?: string }).version;
  } catch {
    return undefined;
  }
}

function ownerOf(folder: string): string {
  return OWNER.exec(folder)?.[1]?.replace('\\', '/') ?? 'a dependency';
}
