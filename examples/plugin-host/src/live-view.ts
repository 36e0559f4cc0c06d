/** What a terminal is here: `process.stdout`, in other words. */
export interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const EVERY_MS = 100;

/**
 * Draws a text over and over, in the same place, until it is disposed of, which wipes it out. Where output is no terminal
 * nothing is drawn.
 */
export function liveView(terminal: Terminal, text: () => string): Disposable {
  if (terminal.isTTY !== true) return { [Symbol.dispose]: () => {} };
  let height = 0;
  const wiped = (): string => (height === 0 ? '' : `\x1b[${height}A\x1b[J`);
  const timer = setInterval(() => {
    const drawn = text();
    terminal.write(`${wiped()}${drawn}\n`);
    height = drawn.split('\n').length;
  }, EVERY_MS);
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      terminal.write(wiped());
    },
  };
}
