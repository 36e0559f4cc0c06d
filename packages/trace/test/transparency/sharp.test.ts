import { Duplex, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import sharp from 'sharp';
import { describeTransparency } from './suite.js';

const image = (): ReturnType<typeof sharp> =>
  sharp({ create: { width: 8, height: 4, channels: 3, background: 'red' } }).png();

describeTransparency('sharp', {
  'by its own methods': async ({ fn, see, attempt }) => {
    const resize = fn((width: number) => image().resize(width));
    const given = resize(4);
    see('sharp', given instanceof sharp, given instanceof Duplex, Object.keys(given).toSorted(), given.png() === given);
    see('buffer', (await given.toBuffer()).length);
    const { info } = await resize(2).toBuffer({ resolveWithObject: true });
    see('info', info);
    see('metadata', (await resize(2).metadata()).width, (await fn(image)().stats()).isOpaque);
    await attempt('refused', () => resize(-1));
    await attempt('no image', () => fn(() => sharp(Buffer.from('text')))().toBuffer());
    await attempt('no image', () => fn(() => sharp(Buffer.from('text')))().metadata());
  },
  'as a stream, to read and to write': async ({ fn, see, attempt }) => {
    const bytes = await image().toBuffer();
    see('read', (await buffer(fn(image)())).length);
    const narrow = fn(() => sharp().resize(2).png());
    const given = narrow();
    const written = buffer(given);
    see('write', given.end(bytes) === given, (await sharp(await written).metadata()).width);
    see('piped', (await sharp(await buffer(Readable.from([bytes]).pipe(narrow()))).metadata()).width);
    await attempt('no image', () => pipeline(Readable.from([Buffer.from('text')]), narrow(), buffer as never));
    see('both', (await fn(() => Readable.from([bytes]).pipe(sharp().resize(3)))().toBuffer()).length);
  },
  'by a callback': {
    open: async ({ fn, see }) => {
      const length = await new Promise((resolve) => {
        fn(image)().toBuffer((error: Error, bytes: Buffer) => resolve([error, bytes.length]));
      });
      see('callback', length);
    },
  },
});
