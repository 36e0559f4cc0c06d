import { forgetProblems, onProblem } from '@portcall/core';

/** What is said while a test changes the environment as it likes: it has its own from before back afterwards. */
export interface EnvironmentOfTest {
  /** As it was before the test file. */
  readonly before: Readonly<NodeJS.ProcessEnv>;
  /** The messages of all problems that the running test has brought. */
  readonly said: readonly string[];
}

/** Call it once, at the top of a test file or of a `describe`. */
export function environmentOfTest(): EnvironmentOfTest {
  const before = { ...process.env };
  const said: string[] = [];
  let stop = (): void => {};
  beforeEach(() => {
    forgetProblems();
    said.length = 0;
    stop = onProblem(({ message }) => said.push(message));
  });
  afterEach(() => {
    stop();
    process.env = { ...before };
  });
  return { before, said };
}
