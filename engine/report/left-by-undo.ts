import type { Run } from '../model.ts';
import { doingOf } from './doing.ts';
import { isDone, type Row, rowsOf } from './rows.ts';
import { showKey, showResource, showValue, visible } from './visible.ts';
import { stateWord } from './words.ts';

/**
 * What an undo did not do, a sentence for each tag. No rule asks for it, so formats that speak of violations would
 * count it and name none of it.
 */
export function leftByUndo(run: Run): string[] {
  if (run.mode !== 'undo') return [];
  return Array.from(rowsOf(run))
    .filter(({ state }) => state !== 'planned' && !isDone(state))
    .map((row) => sentence(row, run));
}

function sentence({ resource, key, value, state, why }: Row, run: Run): string {
  const tag = `${showResource(resource)}: ${showKey(key)} = ${showValue(value)}`;
  const not = run.outcomes.length > 0 ? 'was not' : 'would not be';
  const reason = why === undefined ? '' : `: ${visible(why)}`;
  return `${tag} ${not} ${doingOf(run).done} (${stateWord(state, run)})${reason}`;
}
