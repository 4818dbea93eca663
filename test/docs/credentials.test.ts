import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CredentialSearch, findCredentials } from '../../engine/cloud/credentials.ts';
import { Refusal } from '../../engine/problem.ts';
import { blocksOf } from './page.ts';

const PAGE = readFileSync('docs/credentials.md', 'utf8');
const FILE = '/home/you/.huaweicloud/credentials';

/** The profile file as the page shows it. */
const SHOWN =
  blocksOf(PAGE)
    .find(({ language }) => language === 'ini')
    ?.body.join('\n') ?? '';

function search(text: string | undefined, more: Partial<CredentialSearch> = {}): CredentialSearch {
  return {
    env: {},
    home: '/home/you',
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    readFile: (path) =>
      path === FILE && text !== undefined
        ? Promise.resolve(text)
        : Promise.reject(Object.assign(new Error('none'), { code: 'ENOENT' })),
    ...more,
  };
}

/** Which keys are found in a profile file. */
async function found(text: string, profile?: string) {
  const source = await findCredentials(search(text, profile === undefined ? {} : { profile }));
  const { accessKey, secretKey, securityToken, domainId } = await source.get();
  return {
    ak: accessKey,
    sk: secretKey.reveal(),
    security_token: securityToken?.reveal(),
    domain_id: domainId,
  };
}

/** The code that a file is refused with. */
async function refusal(wanted: CredentialSearch): Promise<string> {
  const error = await findCredentials(wanted).catch((cause: unknown) => cause);
  if (error instanceof Refusal) return `${error.problems[0]?.code}: ${error.problems[0]?.hint}`;
  throw new Error(`not refused: ${String(error)}`);
}

describe('the page about credentials', () => {
  it('shows a profile file that is read as it says', async () => {
    expect(await found(SHOWN)).toEqual({
      ak: 'AKOFTHEGLOBALKEYS000',
      sk: 'secretofglobalsecretofglobalsecretofglob',
      domain_id: '0123456789abcdef0123456789abcdef',
    });
    expect(await found(SHOWN, 'acme')).toMatchObject({ ak: 'AKOFTHEACMEKEYS00000' });
    expect(await found(SHOWN, 'acme-temporary')).toMatchObject({
      ak: 'AKOFTEMPORARYKEYS000',
      security_token: 'tokenoftemporarykeys',
    });
  });

  it('names every key that is read, and no other', async () => {
    const named = [...PAGE.matchAll(/^\| `(\w+)` \|/gm)].map(([, key = '']) => key);
    expect(named).toEqual(Object.keys(await found(SHOWN)));
    const all = await found(`[basic]\n${named.map((key) => `${key} = of-${key}`).join('\n')}\n`);
    expect(all).toEqual(Object.fromEntries(named.map((key) => [key, `of-${key}`])));
  });

  it('lists the sources in the order in which they are asked', async () => {
    const said = await refusal(search(undefined));
    const order = ['HUAWEICLOUD_SDK_AK', 'HW_ACCESS_KEY', 'profile file', 'ECS metadata'];
    const places = (text: string) => order.map((one) => text.indexOf(one));
    const [, asked = ''] = said.split('in this order:');
    const list = PAGE.slice(PAGE.indexOf('\n1. '));
    for (const at of [places(asked), places(list)]) {
      expect(at.every((place) => place >= 0)).toBe(true);
      expect(at).toEqual([...at].sort((a, b) => a - b));
    }
  });

  it('says how a file is read at its edges', async () => {
    const keys = (name: string) => `ak = ${name}\nsk = s\n`;
    expect(await found(`[basic]\n${keys('b')}[global]\n${keys('g')}`)).toMatchObject({ ak: 'g' });
    expect(await found(`[Global]\n${keys('G')}[basic]\n${keys('b')}`)).toMatchObject({ ak: 'b' });
    expect(await found(`[basic]\n${keys('1')}[x]\n[basic]\nAK=2\n`)).toMatchObject({ ak: '2', sk: 's' });
    expect(await found(`[basic]\n${keys('b')}security_token =\nproject_id = p\n`)).toMatchObject({
      security_token: undefined,
    });
    expect(await refusal(search('[basic]\nak = a # mine\nsk = s\n'))).toMatch(/^credentials-invalid/);
    expect(await refusal(search('[basic]\nak = a\n'))).toMatch(/^credentials-incomplete/);
    expect(await refusal(search('[basic]\nSECRET\n'))).not.toContain('SECRET');
    expect(await refusal(search(undefined))).toMatch(/^credentials-missing/);
    expect(await refusal(search(undefined, { profile: 'acme' }))).toMatch(/^credentials-invalid/);
  });

  it('says that the file is read again where the keys have expired', async () => {
    let text = '[basic]\nak = old\nsk = s\nsecurity_token = t\n';
    const source = await findCredentials(search(undefined, { readFile: () => Promise.resolve(text) }));
    const first = await source.get();
    expect(await source.refresh()).toBe(first);
    text = text.replace('old', 'new');
    expect((await source.refresh()).accessKey).toBe('new');
  });
});
