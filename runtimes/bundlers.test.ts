import { BUNDLERS, bundled } from './bundles.js';
import { describeOther, installed } from './home.js';
import { delivered, expectShop } from './shop.js';

const home = installed();
afterAll(() => home.remove());

describe.each(BUNDLERS)('$name', (bundler) => {
  describeOther(home, bundler.program, 'in an empty folder', () => {
    it('runs an application', async () => {
      const { folder, file } = await bundled(home, bundler);
      expectShop(await delivered({ program: process.execPath, args: [file], cwd: folder }));
    }, 120_000);
  });
});
