import { createRequire } from 'node:module';
import { Pool } from 'undici';
import { count, heading, line, time } from './measure.js';
import { startService } from './service.js';
import './vendor.js';

const { AKSKSigner } = createRequire(import.meta.url)('@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner');

/** Requests a second that the emulator serves without limits: it must not be what other benches measure. */
export async function benchEmulator() {
  heading('Emulator without limits (its own process, 16 connections, each signature checked)');
  const service = await startService('large', {});
  const [id] = FIRST_OU;
  const tags = await rate(service, 20_000, 'GET', `/v1/organizations/resources/${id}/tags`, { limit: 200 });
  line('tags of a resource, requests a second', count(tags), '> 100');
  const path = '/v1/organizations/organizations:accounts/resource-instances/filter';
  const pages = await rate(service, 400, 'POST', path, { limit: 1000, offset: 0 });
  line('pages of 1,000 accounts with their tags, requests a second', count(pages));
  await service.close();
}

const FIRST_OU = ['ou-00000000'];

/** One signed request, sent over and over: signing it anew would measure the signer. */
async function rate({ url, keys }, times, method, path, query) {
  const request = {
    method,
    endpoint: url,
    url: path,
    queryParams: query,
    headers: { 'content-type': 'application/json' },
  };
  if (method === 'POST') request.data = {};
  const credential = { getAk: () => keys.accessKey, getSk: () => keys.secretKey };
  const headers = {
    ...request.headers,
    ...AKSKSigner.sign({ ...request, endpoint: url + path }, credential),
  };
  const pool = new Pool(url, { connections: 16 });
  let left = times;
  const work = async () => {
    while (left-- > 0) {
      const { statusCode, body } = await pool.request({
        method,
        path,
        query,
        headers,
        body: request.data && '{}',
      });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`the emulator answered ${statusCode} ${text}`);
    }
  };
  const ms = await time(() => Promise.all(Array.from({ length: 16 }, work)));
  await pool.close();
  return (times * 1000) / ms;
}
