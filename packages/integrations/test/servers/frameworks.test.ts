import { createServer } from 'node:http';
import { failOnProblems } from '@portcall/conformance';
import { currentCall } from '@portcall/trace';
import fastify from 'fastify';
import { express4, express5 } from './express.js';
import { watchServers } from './watch-servers.js';

failOnProblems();

const watched = watchServers('express', 'fastify');

/** What was answered, and the call that answered. */
async function asked(port: number, path: string, method = 'GET') {
  const before = (await watched.calls(0)).length;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method });
  const calls = await watched.calls(before + 1);
  const { fnName, outcome, attributes } = calls.at(-1)!;
  return { status: answer.status, text: await answer.text(), fnName, outcome, route: attributes?.['http.route'] };
}

describe.each([
  ['Express 5', express5],
  ['Express 4', express4],
])('%s', (name, make) => {
  async function shop(): Promise<number> {
    const app = make();
    app.set('env', 'test');
    const lots = make.Router();
    lots.use((_request, _response, next) => next());
    lots.get('/failing/:how', () => {
      throw new RangeError('too many');
    });
    lots.get('/:lot', (_request, response) => response.send(currentCall()?.fnType));
    const sub = make();
    sub.get('/deep', (_request, response) => response.send());
    app.use('/shops/:shop/lots', lots);
    app.use('/sub/:name', sub);
    app.get('/', (_request, response) => response.send());
    app.get('/refused', (_request, _response, next) => {
      next(Object.assign(new Error('no'), { status: 403 }));
    });
    return watched.listen(createServer(app));
  }

  it('names calls by routes, however deep they are mounted', async () => {
    const port = await shop();
    expect(await asked(port, '/')).toMatchObject({ fnName: 'GET /' });
    expect(await asked(port, '/shops/7/lots/8')).toMatchObject({
      text: 'query',
      fnName: 'GET /shops/:shop/lots/:lot',
      route: '/shops/:shop/lots/:lot',
    });
    expect(await asked(port, '/sub/secret/deep')).toMatchObject({ fnName: 'GET /sub/:name/deep' });
  });

  it('has one name for all that no route answers', async () => {
    const port = await shop();
    for (const path of ['/wp-login.php', '/.env', '/shops/1/nothing'])
      expect(await asked(port, path)).toMatchObject({ status: 404, fnName: 'GET', route: undefined });
  });

  it('is not failed by an error that is answered below 500', async () => {
    expect(await asked(await shop(), '/refused')).toMatchObject({ status: 403, outcome: { status: 'ok' } });
  });

  it(`fails with ${name === 'Express 5' ? 'the error that was thrown' : 'the status of the answer'}`, async () => {
    const code = name === 'Express 5' ? 'RangeError' : '500';
    expect(await asked(await shop(), '/shops/7/lots/failing/hard')).toMatchObject({
      status: 500,
      fnName: 'GET /shops/:shop/lots/failing/:how',
      outcome: { status: 'error', code },
    });
  });
});

describe('Fastify', () => {
  async function shop(): Promise<number> {
    const app = fastify();
    app.get('/lots/:lot', async () => Promise.resolve(currentCall()?.fnName));
    app.post('/lots', () => {
      throw new RangeError('too many');
    });
    app.get('/refused', async (_request, reply) => reply.code(403).send('no'));
    await app.ready();
    return watched.listen(app.server);
  }

  it('names calls by routes, also while they run', async () => {
    expect(await asked(await shop(), '/lots/7')).toMatchObject({ text: 'GET /lots/:lot', fnName: 'GET /lots/:lot' });
  });

  it('has one name for all that no route answers', async () => {
    const port = await shop();
    for (const path of ['/wp-login.php', '/.env'])
      expect(await asked(port, path)).toMatchObject({ status: 404, fnName: 'GET', route: undefined });
  });

  it('fails with the error that was thrown', async () => {
    expect(await asked(await shop(), '/lots', 'POST')).toMatchObject({
      status: 500,
      outcome: { status: 'error', code: 'RangeError', message: 'too many' },
    });
  });
});
