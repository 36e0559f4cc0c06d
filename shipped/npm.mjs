import { execFileSync } from 'node:child_process';

/** Runs npm in a folder, with its complaints on our stderr. */
export function npm(cwd, args) {
  execFileSync('npm', ['--silent', ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}

/** Of a folder: installs what its lock file says. */
export const asLocked = ['ci', '--prefer-offline', '--no-audit', '--no-fund'];

/** Into a folder: installs what is named. */
export const anew = ['install', '--prefer-offline', '--no-audit', '--no-fund'];
