/** What the program says, and the code it ends with. */
export interface Outcome {
  readonly code: number;
  readonly out?: string;
  readonly error?: string;
}

/** Everything is as it should be. */
export const FINE = 0;
/** Something was found that should be otherwise: telemetry that is lost, a name that differs, a file that is stale. */
export const FOUND = 1;
/** The program was called wrongly. */
export const USAGE = 2;
/** What the program was given could not be read, loaded or written. */
export const FAILED = 3;

/** The codes as `--help` shows them. */
export const EXIT_CODES = `It ends with 0 where everything is as it should be, 1 where something was found, 2 where it was called wrongly, and 3 where
something that it was given could not be read, loaded or written.`;

/** What goes wrong with what the program was given, in words for the one who called it. */
export class CommandError extends Error {
  readonly code: number;

  constructor(message: string, code: number = FAILED, cause?: unknown) {
    super(message, { cause });
    this.name = 'CommandError';
    this.code = code;
  }
}

/** What programs read: one JSON value, and a line feed. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
