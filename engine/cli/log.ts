import winston from 'winston';
import type { Log } from '../model.ts';

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
export function makeLog({ logLevel, logFormat, alone = false }: LogOptions): Log {
  const { combine, timestamp, json, printf } = winston.format;
  const format =
    logFormat === 'json'
      ? combine(timestamp(), mask(), json())
      : combine(
          mask(),
          printf(
            ({ level, message, ...fields }) =>
              `${level}: ${String(message)}${tail(fields, alone ? SAME : [])}`,
          ),
        );
  const logger = winston.createLogger({
    level: logLevel,
    format,
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- winston's own types disagree
    transports: [new winston.transports.Console({ stderrLevels: ['error', 'warn', 'info', 'debug'] })],
  });
  return (level, message, fields) => {
    logger.log(level, message, fields);
  };
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

const mask = winston.format((info) => {
  for (const [name, value] of Object.entries(info)) {
    if (SECRET_NAME.test(name)) info[name] = '***';
    else if (typeof value === 'string' && name !== 'level') info[name] = value.replace(SIGNATURE, '$1***');
  }
  return info;
});
