import { isWrite } from '@portcall/trace/internal';
import { allOf, type Calls, failUnlessNone } from './expectation.js';

/** @throws ExpectationError where a call changes something, of whatever type its function is */
export function expectNoWrites(calls: Calls): void {
  const faults = allOf(calls).flatMap(({ fnName, ops }) =>
    ops.filter(({ op }) => isWrite(op)).map(({ op, entity }) => `${fnName}: wrote with ${op} ${entity}`.trimEnd()),
  );
  failUnlessNone([...new Set(faults)], expectNoWrites);
}
