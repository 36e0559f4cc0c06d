import { systemClock } from '@portcall/core';
import { disk, isMissing, leniently, makeFolder, orElse } from './disk.js';
import { freeName, type Holder, heldName, holderIn, isFolderName, isLeft, isOpen, LEASE_RENEWAL_MS } from './holder.js';
import { isSegmentName, isUnbornSegmentName, Segment } from './segment.js';
import type { SpoolProblems } from './spool-problems.js';

/** The folders of a spool that this process holds: one that it writes in, and those it has taken over. */
export class HeldFolders {
  private readonly held = new Map<string, Set<Segment>>();
  private own: string | undefined;
  private holder: Holder | undefined;
  private renewal: NodeJS.Timeout | undefined;

  /** @param base where the folders of all processes are */
  constructor(
    private readonly base: string,
    private readonly problems: SpoolProblems,
  ) {}

  /** @throws Error of the file system where nothing can be kept */
  prepare(): void {
    makeFolder(this.base);
    checkAccess(this.base);
  }

  /** @throws Error of the file system */
  begin(): Segment {
    this.own ??= this.made();
    const segment = Segment.startedAt(this.own, systemClock.wall());
    this.held.get(this.own)?.add(segment);
    return segment;
  }

  /** Somebody has moved or deleted the folder that this process writes in: the next segment gets another one. */
  leaveOwn(): void {
    if (this.own !== undefined) this.held.delete(this.own);
    this.own = undefined;
    // Where all folders are gone, so is the one that this thread is known by.
    if (!isOpen(this.me.descriptor, this.base)) this.letGo();
  }

  /**
   * Takes over the folders whose holders are gone: whoever renames one has it.
   * @returns what is in them, oldest first
   * @throws Error of the file system
   */
  takeOver(): Segment[] {
    const segments: Segment[] = [];
    for (const entry of disk().readdirSync(this.base, { withFileTypes: true })) {
      const { name } = entry;
      if (!entry.isDirectory() || !isFolderName(name)) this.problems.isForeign();
      else if (this.isToTake(name)) segments.push(...this.take(`${this.base}/${name}`));
    }
    return segments.sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** It is deleted. What was taken over goes with the last segment in it. */
  forget(segment: Segment): void {
    const { folder } = segment;
    const segments = this.held.get(folder);
    segments?.delete(segment);
    if (segments?.size === 0 && folder !== this.own) this.discard(folder);
  }

  /** Leaves everything to whoever takes it over next, in this process too. */
  close(): void {
    clearInterval(this.renewal);
    for (const folder of this.held.keys()) {
      if (!this.discard(folder)) leniently(() => disk().renameSync(folder, `${this.base}/${freeName()}`));
    }
    this.held.clear();
    this.own = undefined;
    this.letGo();
  }

  private letGo(): void {
    const { descriptor = 0 } = this.holder ?? {};
    this.holder = undefined;
    if (descriptor !== 0) leniently(() => disk().closeSync(descriptor));
  }

  private made(): string {
    makeFolder(this.base);
    const folder = `${this.base}/${heldName(this.me)}`;
    disk().mkdirSync(folder, { mode: 0o700 });
    this.hold(folder);
    return folder;
  }

  private isToTake(name: string): boolean {
    return !this.held.has(`${this.base}/${name}`) && isLeft(name, this.base, this.me);
  }

  /** Once `base` is there. */
  private get me(): Holder {
    this.holder ??= holderIn(this.base);
    return this.holder;
  }

  private take(folder: string): readonly Segment[] {
    const mine = `${this.base}/${heldName(this.me)}`;
    try {
      checkAccess(folder);
      // First, so that it is nobody's to take again once it has its new name.
      renewLease(folder);
      disk().renameSync(folder, mine);
      this.hold(mine);
      return this.segmentsIn(mine);
    } catch (error) {
      // Missing is what somebody else has taken.
      if (!isMissing(error)) this.problems.cannotRead(error);
      return [];
    }
  }

  private segmentsIn(folder: string): readonly Segment[] {
    const segments = this.held.get(folder)!;
    for (const entry of disk().readdirSync(folder, { withFileTypes: true })) {
      const { name } = entry;
      if (entry.isFile() && isSegmentName(name)) segments.add(new Segment(folder, name));
      else if (isUnbornSegmentName(name)) leniently(() => disk().unlinkSync(`${folder}/${name}`));
      else this.problems.isForeign();
    }
    if (segments.size === 0) this.discard(folder);
    return [...segments];
  }

  private hold(folder: string): void {
    this.held.set(folder, new Set());
    this.renewal ??= setInterval(() => this.renew(), LEASE_RENEWAL_MS).unref();
  }

  private renew(): void {
    for (const folder of this.held.keys()) renewLease(folder);
  }

  /** @returns false where something is in it */
  private discard(folder: string): boolean {
    return orElse(false, () => {
      disk().rmdirSync(folder);
      return this.held.delete(folder);
    });
  }
}

function checkAccess(folder: string): void {
  const { R_OK, W_OK, X_OK } = disk().constants;
  disk().accessSync(folder, R_OK | W_OK | X_OK);
}

function renewLease(folder: string): void {
  const now = new Date();
  leniently(() => disk().utimesSync(folder, now, now));
}
