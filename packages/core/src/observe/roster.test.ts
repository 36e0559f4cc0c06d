import fc from 'fast-check';
import { Roster } from '../internal.js';

it('holds who is there, each once, in the order in which they came', () => {
  const steps = fc.array(fc.tuple(fc.constantFrom('add', 'delete', 'look', 'clear' as const), fc.nat({ max: 5 })));
  fc.assert(
    fc.property(steps, (sequence) => {
      const roster = new Roster<number>();
      let model: number[] = [];
      for (const [step, member] of sequence) {
        const wasThere = model.includes(member);
        if (step === 'add') {
          roster.add(member);
          if (!wasThere) model.push(member);
        }
        if (step === 'delete') {
          expect(roster.delete(member)).toBe(wasThere);
          model = model.filter((other) => other !== member);
        }
        if (step === 'clear') {
          roster.clear();
          model = [];
        }
        if (step === 'look') expect(roster.all).toEqual(model);
        expect(roster.size).toBe(model.length);
      }
      expect(roster.all).toEqual(model);
    }),
  );
});

it('never changes the list that somebody goes through, and makes none while nothing changes', () => {
  const roster = new Roster<string>();
  roster.add('a');
  roster.add('b');
  const seen: string[] = [];
  for (const member of roster.all) {
    seen.push(member);
    roster.delete('b');
    roster.add(`after ${member}`);
  }
  expect(seen).toEqual(['a', 'b']);
  expect(roster.all).toEqual(['a', 'after a', 'after b']);
  expect(roster.all).toBe(roster.all);
});
