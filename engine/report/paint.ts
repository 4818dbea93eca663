import { styleText } from 'node:util';

export type Style = 'good' | 'bad' | 'caution' | 'quiet' | 'strong' | 'heading' | 'name';

const FORMATS = {
  good: 'green',
  bad: 'red',
  caution: 'yellow',
  quiet: 'dim',
  strong: 'bold',
  heading: ['bold', 'underline'],
  name: 'cyan',
} as const satisfies Record<Style, Parameters<typeof styleText>[0]>;

export type Paint = (style: Style | undefined, text: string) => string;

/** Colours by meaning, never by name. Looks at nothing but `color`: no environment, no terminal. */
export function painter(color: boolean): Paint {
  return (style, text) =>
    color && style !== undefined && text !== ''
      ? styleText([...[FORMATS[style]].flat()], text, { validateStream: false })
      : text;
}
