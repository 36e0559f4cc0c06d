export { type Clock, heldSystemClock, systemClock } from './clock.js';
export { describe } from './describe.js';
export { type Failure, failureOf } from './failure.js';
export { checkOptions } from './options.js';
export {
  type CountedProblem,
  forgetProblems,
  onProblem,
  type Problem,
  type ProblemListener,
  type ProblemListenerOptions,
  type ProblemReport,
  problems,
  report,
} from './problem.js';
export { processWide } from './process-wide.js';
export { Ring } from './ring.js';
export { safely } from './safely.js';
