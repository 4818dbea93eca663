import { describe, expect, it } from 'vitest';
import type { OrganizationsApi } from '../../engine/cloud/port.ts';
import { watchedApi } from '../../engine/watch.ts';

describe('a service that is watched', () => {
  it('is asked with all that its caller said, and gives what it answers', async () => {
    const seen: [string, unknown[]][] = [];
    const method =
      (name: string) =>
      (...given: unknown[]) => {
        seen.push([name, given]);
        return Promise.resolve(`${name} answered`);
      };
    const traffic = { requests: 0, retries: 0, throttles: 0, 'waited-ms': 0 };
    const told: string[] = [];
    const asked = (): void => undefined;
    const calls = {
      showOrganization: [],
      listInstances: ['ou', { offset: 0, limit: 10 }],
      listEntities: ['account'],
      listChildren: ['r-1'],
      listTags: ['ou-1', asked],
      untag: ['ou-1', ['k'], 2_000],
      tag: ['ou-1', [{ key: 'k', value: 'v' }], 2_000],
    } as const;
    const names = Object.keys(calls) as (keyof typeof calls)[];
    const api = Object.fromEntries(names.map((name) => [name, method(name)]));
    type Call = (...given: readonly unknown[]) => Promise<unknown>;
    const watched: unknown = watchedApi({ ...api, traffic: () => traffic } as unknown as OrganizationsApi, {
      call({ api: name }) {
        told.push(name);
        return () => undefined;
      },
      step: () => undefined,
      ended: () => undefined,
    });
    for (const name of names) {
      const answer = (watched as Record<string, Call>)[name]?.(...calls[name]);
      expect(await answer).toBe(`${name} answered`);
    }
    expect(seen).toEqual(Object.entries(calls));
    expect(told).toHaveLength(names.length);
  });
});
