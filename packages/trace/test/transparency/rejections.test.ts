import { failOnProblems } from '@portcall/conformance';
import type { Exit } from '@portcall/real-parts';
import { buildPackages, runModule } from '../program.js';

failOnProblems();
beforeAll(buildPackages, 120_000);

/** Each leaves something behind that nobody handles, or that somebody does. */
const programs: Readonly<Record<string, string>> = {
  'a read of a Web stream that fails unheard': `fn(() => failing())().getReader().read();`,
  'a pipe that fails unheard': `fn(() => failing())().pipeTo(new WritableStream());`,
  'a pipe through that fails unheard': `fn(() => failing())().pipeThrough(new TransformStream());`,
  'branches of which one is read': `const [one] = fn(() => failing())().tee(); one.getReader().read();`,
  'a stream that fails and that nobody reads': `fn(() => failing())();`,
  'a cancel that fails unheard': `fn(() => new ReadableStream({ cancel: () => Promise.reject(failure) }))().cancel();`,
  'a cancel of a pipe that fails': `fn(() => new ReadableStream({ cancel: () => Promise.reject(failure) }))().pipeTo(new WritableStream({ start: () => Promise.reject(failure) }));`,
  'a response whose body fails unheard': `fn(() => new Response(failing()))().text();`,
  'a response that is dropped': `fn(async () => new Response(failing()))();`,
  'a step of a generator that fails unheard': `fn(async function* () { throw failure; })().next();`,
  'a step of an iterable that fails, heard': `fn(async function* () { throw failure; })().next().catch(() => {});`,
  'a Node stream that fails unheard': `fn(() => new Readable({ read() { this.destroy(failure); } }))().resume();`,
  'a Node stream that fails, heard': `fn(() => new Readable({ read() { this.destroy(failure); } }))().on('error', () => {}).resume();`,
  'a Node stream whose generator fails unheard': `fn(() => Readable.from((async function* () { throw failure; })()))().resume();`,
  'a pipeline that fails unheard': `promises.pipeline(fn(() => Readable.from(['a']))(), new Writable({ write: (c, e, done) => done(failure) }));`,
  'an error in a listener': `fn(() => Readable.from(['a']))().on('data', () => { throw failure; });`,
  'an own method of a duplex that fails unheard': `fn(() => new (class extends PassThrough { async work() { throw failure; } })())().work();`,
  'a promise of a stream that fails unheard': `fn(async () => { throw failure; })();`,
};

/** What a process has to say in the end. */
async function endOf(program: string, isTraced: boolean): Promise<Pick<Exit, 'code' | 'stdout'>> {
  const { code, stdout } = await runModule(`
    import { startTracing, traced } from '@portcall/trace';
    import { PassThrough, promises, Readable, Writable } from 'node:stream';
    if (${isTraced}) startTracing();
    const fn = (body) => (${isTraced} ? traced('fn', { type: 'query' }, body) : body);
    const failure = new RangeError('far');
    const failing = () => new ReadableStream({ pull: () => Promise.reject(failure) }, { highWaterMark: 0 });
    const heard = [];
    for (const event of ['unhandledRejection', 'uncaughtException', 'rejectionHandled', 'warning'])
      process.on(event, (reason) => heard.push([event, reason === failure, String(reason)]));
    process.on('exit', (code) => console.log(JSON.stringify({ heard, code })));
    ${program}
    setTimeout(() => {}, 30);
  `);
  return { code, stdout };
}

it.each(Object.entries(programs))('a traced process ends, and complains, as the plain one: %s', async (_, program) => {
  const [plain, found] = await Promise.all([endOf(program, false), endOf(program, true)]);
  expect(found).toEqual(plain);
  expect(plain.stdout).toContain('heard');
});
