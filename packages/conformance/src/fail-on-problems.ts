import { forgetProblems, type Notice, onNotice, onProblem, type Problem } from '@portcall/core';

/** A problem's key, its key with what it is about (`record.refused shop_orders`), or what its message says. */
export type ExpectedProblem = string | RegExp;

let listening = 0;
let stopListening = (): void => {};
let heard: Problem[] = [];
let noticed: Notice[] = [];
let expected: ExpectedProblem[] = [];
let anyAllowed = false;

/**
 * Makes every reported problem a test failure, unless the test says `expectProblems(…)`. Problems and notices are forgotten after
 * each test and kept from stderr. Call it once, at the top of a test file or of a `describe`.
 */
export function failOnProblems(): void {
  beforeAll(() => {
    listening += 1;
    if (listening === 1) stopListening = listen();
  });
  afterEach(settle);
  afterAll(() => {
    listening -= 1;
    if (listening === 0) stopListening();
    settle();
  });
}

/**
 * Announces the problems of the running test, in any order: each of them must happen and no other may.
 * May be called before or after they happen.
 */
export function expectProblems(...problems: readonly ExpectedProblem[]): void {
  expected.push(...problems);
}

/** Lets the running test bring whatever problems it will, or none. */
export function allowProblems(): void {
  anyAllowed = true;
}

/** The problems heard since the test began. */
export function heardProblems(): readonly Problem[] {
  return [...heard];
}

/** The notices heard since the test began: they fail no test. */
export function heardNotices(): readonly Notice[] {
  return [...noticed];
}

function listen(): () => void {
  const stops = [onProblem((problem) => heard.push(problem)), onNotice((notice) => noticed.push(notice))];
  return () => {
    for (const stop of stops) stop();
  };
}

function settle(): void {
  const unexpected = heard.filter((problem) => !anyAllowed && !expected.some((wanted) => isWanted(problem, wanted)));
  const missing = expected.filter((wanted) => !heard.some((problem) => isWanted(problem, wanted)));
  heard = [];
  noticed = [];
  expected = [];
  anyAllowed = false;
  forgetProblems();
  const faults = [
    ...unexpected.map(({ key, message }) => `problem nobody expected: ${key}: ${message}`),
    ...missing.map((wanted) => `expected a problem that did not come: ${wanted}`),
  ];
  if (faults.length > 0) throw new Error(faults.join('\n'), { cause: unexpected.find(({ cause }) => cause)?.cause });
}

function isWanted({ key, about, message }: Problem, wanted: ExpectedProblem): boolean {
  return typeof wanted === 'string' ? wanted === key || wanted === `${key} ${about}` : wanted.test(message);
}
