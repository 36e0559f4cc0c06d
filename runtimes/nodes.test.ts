import { describeOther, installed } from './home.js';
import { delivered, expectShop } from './shop.js';

const home = installed();
afterAll(() => home.remove());

const FORMATS = [
  ['import', 'mjs'],
  ['require()', 'cjs'],
] as const;

function itRuns(node: string): void {
  it.each(FORMATS)('runs an application that uses %s', async (_, ending) => {
    expectShop(await delivered({ program: node, args: [`shop.${ending}`], cwd: home.folder }));
  });

  describe.each(['--import', '--require'])('with %s @portcall/node/register', (flag) => {
    it.each(FORMATS)('delivers what an application records that uses %s', async (_, ending) => {
      const args = [flag, '@portcall/node/register', `hooked.${ending}`];
      const { code, stderr, metrics, spans } = await delivered({ program: node, args, cwd: home.folder });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect({ metrics, spans }).toEqual({ metrics: ['shop_orders 3'], spans: ['place < none'] });
    });
  });
}

describe('this Node', () => itRuns(process.execPath));

describe.each(['22', '24', '26'])('Node', (major) => {
  describeOther(home, `node${major}/bin/node`, major, itRuns);
});
