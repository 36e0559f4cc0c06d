import { report } from '@portcall/core';

/** Writes to stdout. Never throws: a reader that has gone, as in `app | head`, must not end the app. */
export function print(text: string): void {
  const { stdout } = process;
  stdout.write(text, (error) => {
    if (error == null) return;
    // The stream says it once more, as an event that ends the process where nobody listens. Console does the same.
    if (stdout.listenerCount('error') === 0) stdout.once('error', () => {});
    report({
      key: 'export.stdout',
      message:
        'console: stdout is closed; what would have been printed is lost; keep it open, or leave the exporter out',
    });
  });
}
