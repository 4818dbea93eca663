import { prose } from '../layout.ts';
import { howToAllow } from '../next.ts';
import { problemText } from '../problems.ts';
import { visible } from '../visible.ts';
import { objectionText } from '../words.ts';
import type { Page } from './page.ts';

/** What went wrong with the run as a whole, and what refused it. */
export function* troubleSections(page: Page): Iterable<string> {
  const { problems, objections, frozen } = page.run;
  for (const problem of problems) yield `\n${problemText(problem, page.options)}`;
  if (objections.length > 0) yield page.heading('Past its limits');
  for (const objection of objections) {
    yield page.line(
      [prose(objectionText(objection), 'bad'), prose(`; ${howToAllow([objection], page.options.asked)}`)],
      2,
      4,
    );
  }
  if (frozen.length > 0) yield page.heading('Frozen');
  for (const { from, until, why } of frozen) {
    yield page.line(
      [prose(`${visible(from)} to ${visible(until)}`, 'bad'), prose(`  ${visible(why)}`)],
      2,
      4,
    );
  }
}
