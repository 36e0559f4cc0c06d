// Packages that benches compare with and that live apart from the workspace, in peers/: some pin OpenTelemetry packages
// of their own, of which the workspace must have one copy each.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PACKAGES = ['@autometrics/autometrics', 'emittery'];
const FOLDER = fileURLToPath(new URL('peers', import.meta.url));

export function isInstalled(name) {
  return existsSync(new URL(`peers/node_modules/${name}`, import.meta.url));
}

/** Installs what is missing, where that is possible. */
export function installPeerPackages(onProgress) {
  const missing = () => PACKAGES.filter((name) => !isInstalled(name));
  if (missing().length === 0) return;
  onProgress('installing peers');
  try {
    const shell = process.platform === 'win32';
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: FOLDER, stdio: 'ignore', shell });
  } catch {
    onProgress(`could not install ${missing().join(', ')}, which is left out`);
  }
}
