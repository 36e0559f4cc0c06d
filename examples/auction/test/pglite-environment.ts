import { PGlite } from '@electric-sql/pglite';
import { TestEnvironment } from 'jest-environment-node';

/** PGlite imports parts of itself as it goes, which code inside jest's sandbox cannot: it is loaded outside and handed in. */
export default class PGliteEnvironment extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    this.global['PGlite'] = PGlite;
  }
}
