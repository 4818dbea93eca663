import { createRequire } from 'node:module';
import type winston from 'winston';
import type { Log } from '../model.ts';
import { inert } from '../report/stream.ts';
import { visible } from '../report/visible.ts';

export interface LogOptions {
  readonly logLevel: string;
  readonly logFormat: 'text' | 'json';
  /** Whether there is but one run, which a line of text need not name. */
  readonly alone?: boolean;
}

/**
 * Makes the log of a process: on standard error, since standard output is the report's. Fields whose names speak
 * of secrets and texts that look like a signature are masked; nothing should bring them here, but a log outlives
 * the care of whoever calls it.
 */
export function makeLog(options: LogOptions): Log {
  let logger: winston.Logger | undefined;
  return (level, message, fields) => {
    // Most runs have nothing to say, and loading what says it takes longer than they do.
    if (LEVELS.indexOf(level) > LEVELS.indexOf(options.logLevel)) return;
    logger ??= makeLogger(options);
    logger.log(level, message, fields);
  };
}

/** From the gravest on. */
const LEVELS: readonly string[] = ['error', 'warn', 'info', 'debug'];

function makeLogger({ logLevel, logFormat, alone = false }: LogOptions): winston.Logger {
  const library = createRequire(import.meta.url)('winston') as typeof winston;
  const { combine, timestamp, json, printf } = library.format;
  const mask = library.format(masked);
  const calm = library.format(calmed);
  const text = printf(
    // What strangers wrote may stand in the message and in every field.
    ({ level, message, ...fields }) =>
      visible(`${level}: ${String(message)}${tail(fields, alone ? SAME : [])}`),
  );
  return library.createLogger({
    level: logLevel,
    format: logFormat === 'json' ? combine(timestamp(), mask(), json(), calm()) : combine(mask(), text),
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- winston's own types disagree
    transports: [new library.transports.Console({ stderrLevels: [...LEVELS] })],
  });
}

/** Where winston keeps a line as it is written. */
const LINE = Symbol.for('message');

function calmed(info: winston.Logform.TransformableInfo): winston.Logform.TransformableInfo {
  return { ...info, [LINE]: inert(String(info[LINE])) };
}

/** What every line of one run has in common. */
const SAME: readonly string[] = ['run', 'organization'];

function tail(fields: Readonly<Record<string, unknown>>, hidden: readonly string[]): string {
  const told = Object.entries(fields).filter(
    ([name, value]) => value !== undefined && !hidden.includes(name),
  );
  const shown = told.map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return shown.length === 0 ? '' : ` (${shown.join(' ')})`;
}

const SECRET_NAME = /secret|token|authorization|signature|password|^sk$/i;
const SIGNATURE = /(Signature=|Access=)[^,\s]+/g;

function masked(info: winston.Logform.TransformableInfo): winston.Logform.TransformableInfo {
  for (const [name, value] of Object.entries(info)) {
    if (SECRET_NAME.test(name)) info[name] = '***';
    else if (typeof value === 'string' && name !== 'level') info[name] = value.replace(SIGNATURE, '$1***');
  }
  return info;
}
