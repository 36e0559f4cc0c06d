import { join } from 'node:path';
import { promisify } from 'node:util';
import { builtin } from '@portcall/core/internal';
import { fileText } from './file-text.js';

const FILES = ['/etc/machine-id', '/var/lib/dbus/machine-id', '/etc/hostid'];

/**
 * What tells this machine from all others, by the convention of `host.id`; undefined where it is not known. macOS and Windows
 * tell it through a program.
 */
export function machineId(): string | undefined | Promise<string | undefined> {
  if (process.platform === 'darwin') return output('/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice'], IOREG);
  if (process.platform === 'win32') {
    const reg = join(process.env['windir'] ?? 'C:\\Windows', 'System32', 'REG.exe');
    return output(reg, ['QUERY', 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography', '/v', 'MachineGuid'], REG);
  }
  return FILES.map((file) => fileText(file).trim()).find((id) => id !== '');
}

const IOREG = /"IOPlatformUUID" = "([^"]+)"/;
const REG = /MachineGuid\s+REG_SZ\s+(\S+)/;

/** Undefined where there is no such program, or it says something else. */
async function output(program: string, args: readonly string[], id: RegExp): Promise<string | undefined> {
  try {
    const { execFile } = builtin('node:child_process');
    const { stdout } = await promisify(execFile)(program, args, { timeout: 2_000, windowsHide: true });
    return id.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}
