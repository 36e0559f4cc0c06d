import { Response as UndiciResponse } from 'undici';
import { describeTransparency, type Program, type World } from './suite.js';

function look({ see }: World, response: Response): void {
  const { status, statusText, ok, redirected, type, url, bodyUsed, body } = response;
  see('response', { status, statusText, ok, redirected, type, url, bodyUsed, locked: body?.locked });
  see('headers', [...response.headers], Reflect.ownKeys(response).length, Object.keys(response));
}

const programs = (Maker: typeof Response): Record<string, Program> => ({
  'each way to read one': async (world) => {
    const make = world.fn(() => new Maker('{"price":100}', { status: 201, headers: { 'x-lot': '7' } }));
    const first = make();
    look(world, first);
    world.see('text', await first.text());
    world.see('json', await make().json());
    world.see('bytes', new Uint8Array(await make().arrayBuffer()));
    world.see('blob', (await make().blob()).size);
    const read = make();
    await read.text();
    look(world, read);
    await world.attempt('again', () => read.json());
    await world.attempt('clone', () => read.clone());
  },
  'an async handler': async (world) => {
    const plain = new Maker('x');
    const handle = world.fn(async () => plain);
    const given = await handle();
    world.see('same', given === plain, given instanceof Maker, given.body === plain.body);
    await given.text();
  },
  clones: async (world) => {
    const response = world.fn(() => new Maker('lot'))();
    const clone = response.clone();
    const third = clone.clone();
    world.see('read', await Promise.all([third.text(), response.text(), clone.text()]));
    look(world, response);
  },
  'a body that is taken away': async (world) => {
    const make = world.fn(() => new Maker('lot', { headers: { 'x-lot': '7' } }));
    const response = make();
    const changed = new Maker(response.body, { status: 203, headers: response.headers });
    look(world, response);
    world.see('text', await changed.text());
    look(world, response);
    const reader = make().body!.getReader();
    world.see('read', await reader.read(), await reader.read());
    await world.attempt('cancel', () => make().body!.cancel('enough'));
    const buffered = (make().body! as any).getReader({ mode: 'byob' });
    world.see('own buffer', await buffered.read(new Uint8Array(2)), await buffered.read(new Uint8Array(2)));
    await buffered.read(new Uint8Array(2));
  },
  'without a body': async (world) => {
    const make = world.fn((status: number) => new Maker(null, { status }));
    for (const status of [200, 204, 304]) {
      const response = make(status);
      look(world, response);
      world.see('text', response.body, await response.text(), response.bodyUsed);
    }
    look(world, world.fn(() => Maker.error())());
    look(world, world.fn(() => Maker.redirect('http://lots.test/', 303))());
    world.see(
      'json',
      await world
        .fn(() => Maker.json({ a: 1 }))()
        .json(),
    );
  },
});

describe('global', () => describeTransparency('responses', programs(Response)));
describe('undici', () =>
  describeTransparency('responses of undici', programs(UndiciResponse as unknown as typeof Response)));

describeTransparency('what only looks like a response', {
  'is left alone': (world) => {
    const touched: string[] = [];
    const value = {
      get body() {
        touched.push('body');
        return undefined;
      },
      status: 200,
    };
    world.see('value', world.fn(() => value)() === value, touched);
    const request = new Request('http://lots.test/', { method: 'POST', body: 'x' });
    world.see('request', world.fn(() => request)() === request, request.bodyUsed);
  },
});
