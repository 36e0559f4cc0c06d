import { expectProblems, failOnProblems } from '@portcall/conformance';
import { firstSight, replaceMethod } from './patch.js';

failOnProblems();

class Client {
  #name = 'client';
  query(text: string): string {
    return `${this.#name}: ${text}`;
  }
}

const louder = (target: Client): void =>
  replaceMethod(target, 'query', (query) => (text: string) => `${String(Reflect.apply(query, target, [text]))}!`);

it('replaces the method of one object', () => {
  const client = new Client();
  louder(client);
  expect(client.query('a')).toBe('client: a!');
  expect(new Client().query('a')).toBe('client: a');
  expect(Object.keys(client)).toEqual([]);
});

it('leaves what has no such method', () => {
  const client = { query: 7 };
  replaceMethod(client, 'query', () => () => 8);
  replaceMethod(client, 'exec', () => () => 8);
  expect(client).toEqual({ query: 7 });
});

it('leaves what cannot be changed, and says so', () => {
  const client = new Client();
  Object.freeze(client);
  louder(client);
  expect(client.query('a')).toBe('client: a');
  expectProblems('call.integration query');
});

it('sees each object once', () => {
  const client = new Client();
  expect([firstSight(client), firstSight(client), firstSight(new Client())]).toEqual([true, false, true]);
});
