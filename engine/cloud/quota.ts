import { header, type Reply } from './failure.ts';
import type { Quota } from './pace.ts';

/** Headers in which API Gateway says what is left of a limit, such as `remain:9,limit:10,time:10 second`. */
const HEADERS = ['api', 'user', 'app', 'ip'].map((of) => `x-apig-ratelimit-${of}`);

const FORM = /^\s*remain:(\d{1,9}),\s*limit:(\d{1,9}),\s*time:(\d{1,9})\s*(second|minute|hour|day)s?\s*$/;

const UNITS = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** The tightest limit that an answer's headers tell of; undefined where they tell of none. */
export function quotaOf(reply: Reply): Quota | undefined {
  return HEADERS.flatMap((name) => parseQuota(header(reply, name) ?? ''))
    .toSorted((a, b) => a.limit / a.window - b.limit / b.window)
    .at(0);
}

function parseQuota(text: string): Quota[] {
  const [, remain, limit, time, unit] = FORM.exec(text) ?? [];
  const window = Number(time) * UNITS[unit as keyof typeof UNITS];
  return unit === undefined || window === 0 ? [] : [{ remain: Number(remain), limit: Number(limit), window }];
}
