import { refuseText } from '../problem/path.ts';
import { refuse } from '../problem.ts';
import { type Credentials, makeCredentials } from './keys.ts';
import { quote } from './quote.ts';

/** Reads a text file; rejects with an error whose `code` is `ENOENT` where there is none. */
export type ReadText = (path: string) => Promise<string>;

export interface ProfileSearch {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** The section to use; without one, `global` and then `basic`, as the SDKs name theirs. */
  readonly profile?: string;
  readonly readFile: ReadText;
}

const FILE_VARIABLE = 'HUAWEICLOUD_SDK_CREDENTIALS_FILE';
const DEFAULT_SECTIONS = ['global', 'basic'];

/**
 * Keys from the profile file of the SDKs: INI, with `ak`, `sk`, `security_token` and `domain_id`. Gives a text
 * that says what is missing where there is no file or no section and nobody named either.
 *
 * Throws Refusal (`path-is-text`, `credentials-invalid`, `credentials-incomplete`) for a file that cannot be used as it is.
 */
export async function readProfile(
  search: ProfileSearch,
): Promise<{ where: string; credentials: Credentials } | string> {
  const named = search.env[FILE_VARIABLE];
  if (named) refuseText(named, FILE_VARIABLE);
  const file = named ? named : `${search.home}/.huaweicloud/credentials`;
  const text = await readIfThere(file, search.readFile);
  if (text === undefined) {
    if (named || search.profile !== undefined) {
      refuse('credentials-invalid', `There is no profile file ${file}.`, {
        hint: `Write it, or correct ${named ? FILE_VARIABLE : '--profile'}.`,
      });
    }
    return `profile file ${file}: not there`;
  }
  const sections = parseIni(text, file);
  const wanted = search.profile === undefined ? DEFAULT_SECTIONS : [search.profile];
  const name = wanted.find((section) => sections.has(section));
  const asked = Boolean(named) || search.profile !== undefined;
  if (name === undefined) return noSection(file, wanted, [...sections.keys()], asked);
  const where = `section [${name}] of ${file}`;
  return { where, credentials: credentialsOf(sections.get(name) ?? new Map(), where) };
}

async function readIfThere(file: string, readFile: ReadText): Promise<string | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    return refuse('credentials-invalid', `The profile file ${file} cannot be read (${code}).`, {
      hint: 'Give yourself the right to read it, or set the keys as variables.',
    });
  }
}

function noSection(file: string, wanted: string[], there: string[], asked: boolean): string {
  const sections = wanted.map((name) => `[${quote(name, 60)}]`).join(' or ');
  if (!asked) return `profile file ${file}: no section ${sections}`;
  return refuse('credentials-invalid', `The profile file ${file} has no section ${sections}.`, {
    hint:
      there.length === 0
        ? `It has no section at all; begin it with [${wanted[0] ?? ''}].`
        : `It has: ${there.map((name) => quote(name, 60)).join(', ')}. Rename one, or name it as the profile.`,
  });
}

function credentialsOf(settings: ReadonlyMap<string, string>, where: string): Credentials {
  const accessKey = settings.get('ak');
  const secretKey = settings.get('sk');
  if (!accessKey || !secretKey) {
    const lacks = [accessKey ? [] : ['ak'], secretKey ? [] : ['sk']].flat().join(' and ');
    return refuse('credentials-incomplete', `The ${where} has no ${lacks}.`, {
      hint: 'An access key and its secret key are needed: `ak = …` and `sk = …`.',
    });
  }
  const keys = { accessKey, secretKey };
  const more = { securityToken: settings.get('security_token'), domainId: settings.get('domain_id') };
  return makeCredentials({ ...keys, ...more }, where);
}

/** Sections with their settings. The messages quote no line: it may hold a key. */
function parseIni(text: string, file: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  for (const [at, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = raw.trim();
    if (line === '' || /^[#;]/.test(line)) continue;
    const section = /^\[([^\]]+)\]$/.exec(line)?.[1]?.trim();
    const setting = /^([^\s=]+)\s*=\s*(.*)$/.exec(line);
    if (section !== undefined) {
      current = sections.get(section) ?? new Map();
      sections.set(section, current);
    } else if (setting?.[1] !== undefined && current !== undefined) {
      // An empty value is as good as none.
      if (setting[2]) current.set(setting[1].toLowerCase(), setting[2]);
    } else {
      refuse(
        'credentials-invalid',
        `Line ${at + 1} of ${file} is neither a [section] nor a setting in one.`,
        {
          hint: 'Lines are `[name]`, `ak = …`, `sk = …`, `security_token = …`, `domain_id = …` or comments with #.',
          place: { file, line: at + 1, column: 1 },
        },
      );
    }
  }
  return sections;
}
