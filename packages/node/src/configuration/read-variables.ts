import { readVariables } from '@portcall/core/internal';
import { type RegisterOptions, variablesOf } from '../settings/settings.js';
import { variablesFromFile } from './file/configuration-file.js';
import type { FileVariables } from './file/variables-of-file.js';

/** Variables are read as the options and a configuration file say it, until that is undone. */
export interface ReadVariables {
  /** What the file says; undefined where there is none. */
  readonly instead: FileVariables | undefined;
  readonly undo: () => void;
}

/** @throws Error naming an option that is unknown, and with `strict` what is wrong with the file */
export function beginReading(options: RegisterOptions): ReadVariables {
  const how = variablesOf(options);
  const asBefore = readVariables(how);
  try {
    const instead = variablesFromFile();
    const withoutFile = readVariables({ ...how, instead });
    return {
      instead,
      undo() {
        withoutFile();
        asBefore();
      },
    };
  } catch (cause) {
    asBefore();
    throw cause;
  }
}
