import { join } from 'node:path';
import type { Setting } from '@portcall/core';
import { oneLine } from '@portcall/core/internal';
import { nodePackage } from '@portcall/doctor/internal';

/**
 * What the environment says to the `@portcall/node` of the project in this folder; undefined where it has none.
 * @throws whatever loading it throws
 */
export async function configurationOfProject(): Promise<readonly Setting[] | undefined> {
  const { configurationOf } = await nodePackage(process.cwd());
  return configurationOf?.({}, join(process.cwd(), 'package.json'));
}

/** Settings as the `@portcall/node` of the project in this folder writes them in a file; undefined where it has none. */
export async function configurationYaml(settings: readonly Setting[]): Promise<string | undefined> {
  const { yamlOfSettings } = await nodePackage(process.cwd());
  return yamlOfSettings?.(settings);
}

/** Settings as a terminal shows them, in columns. */
export function configurationText(settings: readonly Setting[]): string {
  const rows = [
    ['SETTING', 'VALUE', 'FROM'],
    ...settings.map((setting) => [setting.name, valueText(setting), originText(setting)]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)));
  return rows
    .map((row) => `${oneLine(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).trimEnd()}\n`)
    .join('');
}

function valueText({ value }: Setting): string {
  if (value === null) return '-';
  return typeof value === 'object' ? value.join(',') || '-' : String(value);
}

function originText({ from, variable }: Setting): string {
  if (from === 'variable') return variable as string;
  return from === 'default' && variable !== undefined ? `default (${variable})` : from;
}
