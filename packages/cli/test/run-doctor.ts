import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Finding } from '@portcall/doctor';
import { type Exit, runNode } from '@portcall/real-parts';

const MAIN = join(__dirname, '../dist/main.mjs');

/** The machine's own settings stay out. */
const CLEAN: Readonly<Record<string, undefined>> = Object.fromEntries(
  Object.keys(process.env)
    .filter((variable) => variable.startsWith('OTEL_'))
    .map((variable) => [variable, undefined]),
);

/** Runs the built program in a folder, with these variables and no other of OpenTelemetry's. */
export async function portcall(
  args: readonly string[],
  { env = {}, cwd = tmpdir() }: { env?: Readonly<Record<string, string>>; cwd?: string } = {},
): Promise<Exit> {
  return runNode(MAIN, { args, cwd, env: { ...CLEAN, ...env } }).exit;
}

/** What the doctor finds, and the code it ends with. */
export async function doctor(
  env: Readonly<Record<string, string>> = {},
  cwd?: string,
): Promise<{ readonly ids: readonly string[]; readonly findings: readonly Finding[]; readonly code: number | null }> {
  const { stdout, stderr, code } = await portcall(['doctor', '--json'], { env, ...(cwd === undefined ? {} : { cwd }) });
  if (stderr !== '') throw new Error(stderr);
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly Finding[] };
  return { ids: findings.map(({ id }) => id), findings, code };
}

/** Sends nothing anywhere. */
export const SILENT = { OTEL_TRACES_EXPORTER: 'console', OTEL_METRICS_EXPORTER: 'console' };

/** A project of its own, with these packages and versions, by folder. */
export function projectWith(packages: Readonly<Record<string, string>>): { readonly folder: string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'portcall-doctor-'));
  for (const [path, version] of Object.entries(packages)) {
    const file = join(folder, path, 'package.json');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ name: path.replace(/^.*node_modules\//, ''), version }));
  }
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

export const hasOpenssl: boolean = canRun('openssl', 'version');

/** A certificate that nobody has signed but itself, for this name. */
export function selfSigned(
  name: string,
): { readonly key: Buffer; readonly cert: Buffer; readonly path: string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'portcall-certificate-'));
  const [key, path] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
  const files = ['-keyout', key, '-out', path];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...subject], {
    stdio: 'ignore',
  });
  return {
    ...{ key: readFileSync(key), cert: readFileSync(path), path },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function canRun(command: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
