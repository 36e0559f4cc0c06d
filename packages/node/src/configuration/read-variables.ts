import { type ReadingOfVariables, readVariables } from '@portcall/core/internal';
import { type RegisterOptions, variablesOf } from '../settings/settings.js';
import { variablesFromFile } from './file/configuration-file.js';

/** Variables are read as the options and a configuration file say it, until that is undone. */
export interface ReadVariables {
  /** What the file says; undefined where there is none. */
  readonly file: Pick<ReadingOfVariables, 'instead' | 'places'> | undefined;
  readonly undo: () => void;
}

/** @throws Error naming an option that is unknown, and with `strict` what is wrong with the file */
export function beginReading(options: RegisterOptions): ReadVariables {
  const how = variablesOf(options);
  const asBefore = readVariables(how);
  try {
    const said = variablesFromFile();
    const file = said && { instead: said.texts, places: said.places };
    const withoutFile = readVariables({ ...how, ...file });
    return {
      file,
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
