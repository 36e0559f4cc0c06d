import { styleText } from 'node:util';

type Colour = Parameters<typeof styleText>[0];

/** The text in a colour, where it is a terminal that it is written to and nobody has asked for none. */
export function coloured(colour: Colour, text: string): string {
  return process.stdout.isTTY && !process.env['NO_COLOR'] ? styleText(colour, text) : text;
}
