import type { Found } from './variable.js';

/** What a setting may hold, as it may be printed. */
export type SettingValue = string | number | boolean | readonly string[] | null;

/** A setting as it is used, and where it comes from. Secrets are redacted. */
export interface Setting {
  /** What it is called: an option of `registerInstrumentation()`, or `<exporter>.<signal>.<option>`. */
  readonly name: string;
  /** null where there is none. */
  readonly value: SettingValue;
  readonly from: 'code' | 'variable' | 'file' | 'default';
  /** The variable that says it, or would where none does. Absent where there is none. */
  readonly variable?: string;
}

/**
 * The option where it is given, else what a variable says.
 * @param variable that says it where it is set, and the default holds
 */
export function settingOf<T extends SettingValue>(
  name: string,
  option: T | undefined,
  { value, variable: said }: Found<T>,
  variable: string | undefined = said,
): Setting {
  const named = said ?? variable;
  const which = named === undefined ? {} : { variable: named };
  if (option !== undefined) return { name, value: option, from: 'code', ...which };
  return { name, value, from: said === undefined ? 'default' : 'variable', ...which };
}
