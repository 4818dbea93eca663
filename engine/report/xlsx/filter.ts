import {
  getCellAddress,
  getOrderOfSiblings,
  getSelfClosingTagMarkup,
  insertElementMarkupAccordingToOrderOfSiblings,
} from 'write-excel-file/utility';
import type { Feature, Sheet } from './types.ts';

const PART = 'xl/worksheets/sheet{id}.xml';

/** A filter on every column of each sheet (ECMA-376 part 1, 18.3.1.2 `autoFilter`), which the writer has no option for. */
export function autoFilter(sheets: readonly Sheet[]): Feature {
  return {
    files: {
      transform: {
        [PART]: {
          transform: (xml, _options, { sheetIndex }) => {
            const { data } = sheets[sheetIndex] ?? { data: [] };
            const last = getCellAddress(Math.max(0, data.length - 1), (data[0]?.length ?? 1) - 1);
            const filter = getSelfClosingTagMarkup('autoFilter', { ref: `A1:${last}` });
            const order = getOrderOfSiblings(PART, 'worksheet') ?? [];
            return insertElementMarkupAccordingToOrderOfSiblings(xml, filter, order, 'worksheet');
          },
        },
      },
    },
  };
}
