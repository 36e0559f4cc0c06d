import type { InjectedLibrary } from '../library.js';

export const croner: InjectedLibrary = {
  name: 'croner',
  majors: [9, 10],
  places: [
    {
      what: 'job',
      files: ['dist/croner.cjs', 'dist/croner.js'],
      // Its code is minified: the class is the one that knows its next runs.
      at: {
        astQuery:
          'ClassBody:has(MethodDefinition[key.name="nextRuns"]) > MethodDefinition[kind="constructor"] > FunctionExpression',
      },
    },
  ],
};
