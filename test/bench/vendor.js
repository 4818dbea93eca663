import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';

// The vendor's package is CommonJS, and writes an id into the home folder as soon as it is used.
process.env.HOME = mkdtempSync(join(tmpdir(), 'reconcile-bench-home-'));
const load = createRequire(import.meta.url);
const { ClientBuilder } = load('@huaweicloud/huaweicloud-sdk-core/ClientBuilder');
// It prints every failed call with all of its innards; that is not what is measured here.
createRequire(load.resolve('@huaweicloud/huaweicloud-sdk-core/ClientBuilder'))('log4js').configure({
  appenders: { none: { type: 'stderr' } },
  categories: { default: { appenders: ['none'], level: 'off' } },
});
const { GlobalCredentials } = load('@huaweicloud/huaweicloud-sdk-core/auth/GlobalCredentials');

/** Calls of Organizations with the core of the vendor's SDK, as a script would make them. */
export function vendorClient({ url, keys }) {
  const credentials = new GlobalCredentials()
    .withAk(keys.accessKey)
    .withSk(keys.secretKey)
    .withDomainId(keys.domainId);
  const client = new ClientBuilder((made) => made, 'GlobalCredentials')
    .withCredential(credentials)
    .withEndpoint(url)
    .build();
  const send = (method, path, more = {}) =>
    client.sendRequest({
      method,
      url: `/v1/organizations${path}`,
      contentType: 'application/json',
      ...{ queryParams: {}, pathParams: {}, headers: {}, ...more },
    });
  return {
    async listIds() {
      const ids = [];
      for (const [path, rows] of LISTS) {
        for (let marker; ; ) {
          const page = await send('GET', path, { queryParams: { limit: 2000, ...(marker && { marker }) } });
          ids.push(...page[rows].map(({ id }) => id));
          marker = page.page_info?.next_marker;
          if (!marker) break;
        }
      }
      return ids;
    },
    tagsOf: (id) => send('GET', `/resources/${id}/tags`, { queryParams: { limit: 200 } }),
    untag: (id, keys) => send('POST', `/resources/${id}/untag`, { data: { tag_keys: keys } }),
  };
}

const LISTS = [
  ['/roots', 'roots'],
  ['/organizational-units', 'organizational_units'],
  ['/accounts', 'accounts'],
  ['/policies', 'policies'],
];

/** The three loops a person writes. Each takes ids and a call, and gives how many calls were made and failed. */
export const LOOPS = {
  'serial loop': (ids, call, until) => limited(1, ids, call, until),
  'Promise.all': (ids, call, until) => limited(ids.length, ids, call, until),
  'p-limit 10': (ids, call, until) => limited(10, ids, call, until),
};

async function limited(concurrency, ids, call, until) {
  const limit = pLimit(concurrency);
  let [done, failed] = [0, 0];
  const one = async (id) => {
    if (Date.now() > until) return;
    await call(id).catch(() => {
      failed += 1;
    });
    done += 1;
  };
  await Promise.all(ids.map((id) => limit(one, id)));
  return { done, failed };
}
