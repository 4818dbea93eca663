import { unzipSync, type Zippable, zipSync } from 'fflate';
import writeWorkbook from 'write-excel-file/node';
import type { Run } from '../model.ts';
import type { ReportOptions } from './report.ts';
import { autoFilter } from './xlsx/filter.ts';
import { sheetsOf } from './xlsx/sheets.ts';

/**
 * The run as a workbook: a sheet each for the summary, removals, kept tags, waivers, findings and gaps, all of them
 * whole. Columns are typed, titles stay in sight and have filters. A text is stored as text, so none is ever run as a
 * formula. The same run gives the same bytes.
 */
export async function xlsx(run: Run, { asked }: Pick<ReportOptions, 'asked'> = {}): Promise<Uint8Array> {
  const sheets = sheetsOf(run, asked);
  const bytes = await writeWorkbook(sheets, {
    fontFamily: 'Calibri',
    fontSize: 11,
    features: [autoFilter(sheets)],
  }).toBuffer();
  return withoutClock(bytes);
}

/** The library stamps each part of the archive with the time of writing; here all have the oldest time a zip can have. */
function withoutClock(archive: Uint8Array): Uint8Array {
  const parts: Zippable = unzipSync(archive);
  // A zip has local time without a zone, so that this is the same everywhere.
  return zipSync(parts, { mtime: new Date(1980, 0, 1), level: 6 });
}
