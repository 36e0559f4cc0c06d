// How many calls an application has ended, in a file: it can be read after whatever end the process has had.
import { openSync, readFileSync, writeSync } from 'node:fs';

const SIZE = 8;

/** @returns {(count: number) => void} writes synchronously, in place */
export function endedCount(path) {
  const file = openSync(path, 'r+');
  const bytes = Buffer.alloc(SIZE);
  return (count) => {
    bytes.writeDoubleLE(count);
    writeSync(file, bytes, 0, SIZE, 0);
  };
}

export function emptyCount() {
  return Buffer.alloc(SIZE);
}

export function readEndedCount(path) {
  return readFileSync(path).readDoubleLE();
}
