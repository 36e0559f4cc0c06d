import { BUNDLERS, bundled } from './bundles.js';
import { describeOther, installed } from './home.js';
import { delivered, expectShop } from './shop.js';

const home = installed('others', ['@opentelemetry/sdk-metrics@2.12.0']);
afterAll(() => home.remove());

describe.each(BUNDLERS)('$name', (bundler) => {
  describeOther(home, bundler.program, 'in an empty folder', () => {
    it('runs an application', async () => {
      const { folder, file } = await bundled(home, bundler, 'shop.mjs');
      expectShop(await delivered({ program: process.execPath, args: [file], cwd: folder }));
    }, 120_000);

    it("runs one that takes OpenTelemetry's metrics SDK along, for the instruments of a library", async () => {
      const { folder, file } = await bundled(home, bundler, 'library.mjs');
      const { code, stderr, metrics } = await delivered({ program: process.execPath, args: [file], cwd: folder });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(metrics).toEqual(['library.jobs 2']);
    }, 120_000);
  });
});
