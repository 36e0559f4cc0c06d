export { type Clock, systemClock } from './clock.js';
export { describe } from './describe.js';
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
export { safely } from './safely.js';
