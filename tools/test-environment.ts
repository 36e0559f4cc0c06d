import type { Circus } from '@jest/types';
import { TestEnvironment } from 'jest-environment-node';

/**
 * Node, where nothing that the garbage collector finds once a test file is over is told any more. Whoever hears of it
 * then would be Jest, which takes any line after the last test for a mistake, in whichever file happens to run.
 */
export default class extends TestEnvironment {
  private over = false;

  override async setup(): Promise<void> {
    await super.setup();
    const Registry = FinalizationRegistry;
    const isOver = (): boolean => this.over;
    this.global.FinalizationRegistry = class<T> extends Registry<T> {
      constructor(tell: (held: T) => void) {
        super((held) => {
          if (!isOver()) tell(held);
        });
      }
    };
  }

  handleTestEvent({ name }: Circus.Event): void {
    if (name === 'run_finish') this.over = true;
  }
}
