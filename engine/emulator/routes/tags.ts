import { compareText, type Tag } from '../../model.ts';
import { ApiError, DONE, INVENTED, ok } from '../answer.ts';
import { TAGS_PER_RESOURCE, tagKeysOf, tagsOf } from '../check.ts';
import type { Member } from '../members.ts';
import { pageOf } from '../paging.ts';
import { type Call, type Handled, type Route, read, resourceOf, typeOf } from './call.ts';

const TAG = { action: 'organizations:resources:tag', callers: 'management', method: 'POST' } as const;
const UNTAG = { action: 'organizations:resources:untag', callers: 'management', method: 'POST' } as const;
const LIST = { action: 'organizations:tags:list', callers: 'reader', method: 'GET' } as const;

export const TAG_ROUTES: readonly Route[] = [
  {
    api: 'ListTagsForResource',
    path: '/v1/organizations/resources/{resource_id}/tags',
    ...LIST,
    run: listTags,
  },
  { api: 'TagResource', path: '/v1/organizations/resources/{resource_id}/tag', ...TAG, run: tag },
  { api: 'UntagResource', path: '/v1/organizations/resources/{resource_id}/untag', ...UNTAG, run: untag },
  {
    api: 'ListTagResources',
    path: '/v1/organizations/{resource_type}/{resource_id}/tags',
    ...LIST,
    run: listTags,
  },
  {
    api: 'CreateTagResource',
    path: '/v1/organizations/{resource_type}/{resource_id}/tags/create',
    ...TAG,
    run: tag,
  },
  {
    api: 'DeleteTagResource',
    path: '/v1/organizations/{resource_type}/{resource_id}/tags/delete',
    ...UNTAG,
    run: deleteTags,
  },
  {
    api: 'ListResourceTags',
    method: 'GET',
    path: '/v1/organizations/{resource_type}/tags',
    action: 'organizations:resources:list',
    callers: 'reader',
    run: listTypeTags,
  },
];

function listTags(call: Call): Handled {
  const member = resourceOf(call);
  const { rows, page_info } = pageOf(call.state.visible(member), call.query, `tags:${member.node.id}`, keyOf);
  return read(ok({ tags: rows, page_info }));
}

function keyOf({ key }: Tag): string {
  return key;
}

function tag(call: Call): Handled {
  const tags = tagsOf(call.body);
  const member = writable(call);
  const keys = new Set([...member.tags, ...tags].map(keyOf).filter((key) => !key.startsWith('_sys_')));
  if (keys.size > TAGS_PER_RESOURCE)
    throw new ApiError(400, INVENTED.tagQuota, `A resource has at most ${TAGS_PER_RESOURCE} tags.`);
  return { answer: DONE, effect: call.state.edit(member, tags, []) };
}

function untag(call: Call): Handled {
  const keys = tagKeysOf(call.body);
  if (call.switches['duplicate-tag-keys'] === 'refuse' && new Set(keys).size < keys.length)
    throw new ApiError(400, INVENTED.tagInvalid, 'A key stands twice in tag_keys.');
  const member = writable(call);
  const there = new Set(member.tags.map(keyOf));
  if (call.switches['untag-absent-key'] === 'refuse' && keys.some((key) => !there.has(key)))
    throw new ApiError(404, INVENTED.tagAbsent, 'The resource does not have one of the tags.');
  return { answer: DONE, effect: call.state.edit(member, [], keys) };
}

function deleteTags(call: Call): Handled {
  const tags = tagsOf(call.body);
  const member = writable(call);
  const held = new Map(member.tags.map(({ key, value }) => [key, value]));
  const gone = tags.filter(
    ({ key, value }) => call.switches['delete-wrong-value'] === 'remove' || held.get(key) === value,
  );
  return { answer: DONE, effect: call.state.edit(member, [], gone.map(keyOf)) };
}

/** The resource of the path, if its tags can be written. */
function writable(call: Call): Member {
  const member = resourceOf(call);
  const { node } = member;
  const inactive = node.type === 'account' && node.status !== 'active';
  if (inactive && !call.switches['inactive-accounts-take-tags'])
    throw new ApiError(400, INVENTED.inactive, 'The account is suspended or being closed.');
  return member;
}

/** Distinct keys and values over a type, at most ten values a key. */
function listTypeTags(call: Call): Handled {
  const type = typeOf(call.param('resource_type'));
  const values = new Map<string, Set<string>>();
  for (const member of type === undefined ? [] : call.state.all(type))
    for (const { key, value } of call.state.visible(member))
      values.set(key, (values.get(key) ?? new Set()).add(value));
  const tags = [...values].sort(([a], [b]) => compareText(a, b));
  return read(ok({ tags: tags.map(([key, set]) => ({ key, values: [...set].sort().slice(0, 10) })) }));
}
