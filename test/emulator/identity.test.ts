import { describe, expect, it } from 'vitest';
import { allows, type IdentityPolicy, type Statement } from '../../engine/emulator/identity.ts';
import { emulate, filterPath, SMALL, tagsPath } from './kit.ts';

const ATTEMPT = {
  action: 'organizations:resources:untag',
  urn: 'organizations::m:ou:o-1/ou-1',
  tagKeys: ['temp-a', 'temp-b'],
  requestTags: [],
  resourceTags: [{ key: 'env', value: 'prod' }],
};

const policy = (...Statement: Statement[]): IdentityPolicy => ({ Version: '5.0', Statement });
const allow = (more: Partial<Statement> = {}): Statement => ({ Effect: 'Allow', Action: '*', ...more });
const when = (operator: string, key: string, values: string | string[]) =>
  policy(allow({ Condition: { [operator]: { [key]: values } } }));

describe('an identity policy', () => {
  const cases: [string, IdentityPolicy, boolean][] = [
    ['without a statement', policy(), false],
    ['that allows the action', policy(allow({ Action: ['organizations:resources:untag'] })), true],
    ['that allows it by wildcard', policy(allow({ Action: 'organizations:*:untag' })), true],
    ['that allows another action', policy(allow({ Action: 'organizations:resources:tag' })), false],
    ['that allows and denies', policy(allow(), allow({ Effect: 'Deny', Action: '*:untag' })), false],
    ['for another resource', policy(allow({ Resource: '*/ou-2' })), false],
    ['for this resource', policy(allow({ Resource: ['*/ou-2', '*:ou:*/ou-1'] })), true],
    ['where all keys may go', when('ForAllValues:StringMatch', 'g:TagKeys', 'temp-*'), true],
    ['where one key may not', when('ForAllValues:StringEquals', 'g:TagKeys', 'temp-a'), false],
    ['where any key will do', when('ForAnyValue:StringEquals', 'g:TagKeys', 'temp-a'), true],
    ['by a tag of the resource', when('StringEquals', 'g:ResourceTag/env', ['dev', 'prod']), true],
    ['by another value of it', when('StringEquals', 'g:ResourceTag/env', 'dev'), false],
    ['by a tag it lacks', when('StringEquals', 'g:ResourceTag/owner', 'x'), false],
    ['by a tag it lacks, if it has it', when('StringEqualsIfExists', 'g:ResourceTag/owner', 'x'), true],
    ['but not where a tag is so', when('StringNotEquals', 'g:ResourceTag/env', 'prod'), false],
    [
      'but not where a tag is so, in any case',
      when('StringNotEqualsIgnoreCase', 'g:ResourceTag/env', 'PROD'),
      false,
    ],
    ['where a tag is absent', when('Null', 'g:ResourceTag/owner', 'true'), true],
    ['where a tag is present', when('Null', 'g:ResourceTag/env', 'true'), false],
  ];
  it.each(cases)('%s', (_, given, expected) => expect(allows(given, ATTEMPT)).toBe(expected));

  it('takes no longer for a pattern with many stars', () => {
    const attempt = { ...ATTEMPT, action: 'a'.repeat(2000) };
    expect(allows(policy(allow({ Action: `${'*a'.repeat(50)}*b` })), attempt)).toBe(false);
  });

  it('denies one resource and lets another pass, naming the action', async () => {
    await using emulator = await emulate(`${SMALL}
  operator:
    policy:
      Version: "5.0"
      Statement:
        - { Effect: Allow, Action: "organizations:*" }
        - Effect: Deny
          Action: organizations:resources:untag
          Condition: { StringEquals: { "g:ResourceTag/env": prod } }
`);
    const keys = emulator.keysOf('operator') ?? emulator.keys;
    const untag = (name: string) =>
      emulator.send('POST', tagsPath(emulator.id(name), 'untag'), {
        body: { tag_keys: ['项目 1', 'env'] },
        keys,
      });
    const denied = await untag('Production');
    expect(denied).toMatchObject({ status: 403, code: 'Organizations.1007' });
    expect(denied.text).toContain('organizations:resources:untag');
    expect((await untag('支付')).status).toBe(200);
    expect(emulator.edits().map(({ resource }) => resource)).toEqual([emulator.id('支付')]);
    expect(await emulator.send('POST', filterPath('ous'), { body: {}, keys })).toMatchObject({ status: 200 });
  });
});
