import type { Dirent } from 'node:fs';
import { systemClock } from '@portcall/core';
import { disk, orElse } from './disk.js';
import { isFolderName } from './holder.js';
import { isSegmentName } from './segment.js';

/** Least time between two looks at a folder that was found full. */
const LOOK_AGAIN_MS = 5_000;
const NEVER = Number.NEGATIVE_INFINITY;

/** How many bytes all spools in a folder hold: those of this process exactly, those of others as of the last look. */
export class DiskUse {
  private bytes = 0;
  private lookedAt = NEVER;

  constructor(
    private readonly dir: string,
    readonly maxBytes: number,
  ) {}

  add(bytes: number): void {
    this.bytes += bytes;
  }

  /** Looks again where there seems to be no room: others may have made some. */
  fits(bytes: number): boolean {
    const isOver = this.bytes + bytes > this.maxBytes;
    const isStale = systemClock.monotonic() - this.lookedAt >= LOOK_AGAIN_MS;
    if (this.lookedAt === NEVER || (isOver && isStale)) this.look();
    return this.bytes + bytes <= this.maxBytes;
  }

  look(): void {
    this.lookedAt = systemClock.monotonic();
    this.bytes = sum(foldersIn(this.dir).flatMap(foldersIn).filter(isOfASpool).map(bytesIn));
  }
}

function foldersIn(folder: string): readonly string[] {
  return namesIn(folder)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}`);
}

const isOfASpool = (folder: string): boolean => isFolderName(folder.slice(folder.lastIndexOf('/') + 1));

function bytesIn(folder: string): number {
  const names = namesIn(folder).map(({ name }) => name);
  const sizes = names.filter(isSegmentName).map((name) => sizeOf(`${folder}/${name}`));
  return sum(sizes);
}

/** Others move and delete theirs meanwhile, and some are not for this user to see. */
function namesIn(folder: string): readonly Dirent[] {
  return orElse<readonly Dirent[]>([], () => disk().readdirSync(folder, { withFileTypes: true }));
}

function sizeOf(file: string): number {
  return disk().statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
