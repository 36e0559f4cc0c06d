import { DiagLogLevel, diag } from '@opentelemetry/api';
import { expectProblems, failOnProblems } from '@portcall/conformance';
import { report } from '@portcall/core';
import { reportProblemsToDiag } from './internal.js';

failOnProblems();

it('says a problem to diag in words, without the escape sequences of what was thrown', () => {
  reportProblemsToDiag();
  const said: unknown[][] = [];
  const silent = () => {};
  const warn = (...words: unknown[]): void => void said.push(words);
  diag.setLogger({ error: silent, warn, info: silent, debug: silent, verbose: silent }, DiagLogLevel.WARN);
  report({ key: 'export.reader', message: 'a reader failed', cause: new Error('\u001b[2Jgone') });
  diag.disable();
  expectProblems('export.reader');
  expect(said).toEqual([['portcall: a reader failed (Error: \\u001b[2Jgone)']]);
});
