import { EventEmitter } from 'node:events';

/** Wakes those who watch a lot, in this process, when something has happened to it. What has happened is in the database. */
export class Bell {
  private readonly rung = new EventEmitter().setMaxListeners(0);

  ring(lotId: number): void {
    this.rung.emit(String(lotId));
  }

  /** Fulfilled when the bell rings for the lot, and when the time is over. */
  heard(lotId: number, withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.rung.off(String(lotId), wake);
        resolve();
      };
      const timer = setTimeout(wake, withinMs);
      this.rung.once(String(lotId), wake);
    });
  }
}
