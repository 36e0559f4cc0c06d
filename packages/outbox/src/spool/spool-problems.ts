import { report } from '@portcall/core';
import { codeOf } from './disk.js';

/**
 * What a spool says, once per kind. Paths are not shown: they may tell what their owner keeps to himself, and the errors of
 * the file system quote them.
 */
export class SpoolProblems {
  /** @param spool as messages call it */
  constructor(
    private readonly spool: string,
    private readonly onLost: (items: number) => void,
  ) {}

  cannotWrite(error: unknown): void {
    report({
      key: 'export.spool_failed',
      about: `${this.spool} (${codeOf(error)})`,
      message: () =>
        `${this.spool}: its folder cannot be written (${words(error)}); what does not fit into memory is lost until it can; make room, or give another folder as spool.dir`,
    });
  }

  isFull(maxBytes: number): void {
    report({
      key: 'export.spool_limit',
      about: this.spool,
      message: `${this.spool}: its folder holds ${maxBytes} bytes already; what does not fit into memory is lost until some of it is delivered; look at the receiver, or raise spool.maxBytes`,
    });
  }

  cannotForget(error: unknown): void {
    report({
      key: 'export.spool_stuck',
      about: `${this.spool} (${codeOf(error)})`,
      message: () =>
        `${this.spool}: what was delivered cannot be taken off the disk (${words(error)}); it may be sent again after a restart; let this user write in spool.dir`,
    });
  }

  cannotRead(error: unknown): void {
    report({
      key: 'export.spool_unreadable',
      about: `${this.spool} (${codeOf(error)})`,
      message: () =>
        `${this.spool}: what an earlier process has left cannot be opened (${words(error)}); it is kept; let this user read and write what is in spool.dir`,
    });
  }

  /** Known to nobody but the spool. */
  lost(items: number): void {
    this.unreadable(items);
    this.onLost(items);
  }

  /** Known to whoever asked for it, too. */
  unreadable(items: number): void {
    report({
      key: 'export.spool_corrupt',
      about: this.spool,
      message: `${this.spool}: a record on disk is damaged or cut off; what was in it is lost; look at the disk, and whether somebody else writes in spool.dir`,
      count: items,
    });
  }

  isForeign(): void {
    report({
      key: 'export.spool_foreign',
      about: this.spool,
      message: `${this.spool}: something in its folder is not of this version; it is left alone; give spool.dir a folder of its own`,
    });
  }

  isGone(): void {
    report({
      key: 'export.spool_gone',
      about: this.spool,
      message: `${this.spool}: its folder was moved or deleted while it was in use; what was in it is lost, and a new one is begun; leave spool.dir to this process`,
    });
  }
}

/** `ENOSPC: no space left on device`, without the call and the path that follow. */
function words(error: unknown): string {
  const { message } = error as { readonly message?: unknown };
  return /^[A-Z0-9]+: [^,]+/.exec(String(message))?.[0] ?? codeOf(error);
}
