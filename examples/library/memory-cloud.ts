import { ApiFailure, type OrganizationsApi, type Resource, type Tag } from 'reconcile-tags';

/** A resource of this cloud, the parent that it hangs below, and its tags by key. */
interface Held {
  readonly resource: Omit<Resource, 'tags' | 'path'>;
  readonly parent: string | undefined;
  readonly tags: Map<string, string>;
}

/**
 * Another cloud: an organization that lives in memory, behind the port of the engine. One that speaks to a service
 * has the same methods; its calls are where this one looks into a map.
 */
export class MemoryCloud implements OrganizationsApi {
  readonly endpoint = 'memory://';
  readonly caller = { source: 'this program', 'access-key': 'none' };
  readonly #held = new Map<string, Held>();
  #requests = 0;

  /** Puts a resource below a parent; a root has none. */
  add(resource: Held['resource'], parent?: string, tags: Readonly<Record<string, string>> = {}): void {
    this.#held.set(resource.id, { resource, parent, tags: new Map(Object.entries(tags)) });
  }

  /** The origin ties plans and journals to this service: no other will carry them out. */
  async showOrganization() {
    this.#requests++;
    const organization = { id: 'o-memory', 'management-account': { id: 'admin', name: 'admin' } };
    return { organization, origin: 'memory' };
  }

  /** One page of the resources of a type with their tags; the engine asks for as many as `total` says. */
  async listInstances(type: Resource['type'], { offset, limit }: { offset: number; limit: number }) {
    this.#requests++;
    const all = this.#all((one) => one.resource.type === type);
    const instances = all.slice(offset, offset + limit).map(({ resource, tags }) => {
      return { id: resource.id, name: resource.name, tags: listed(tags) };
    });
    return { instances, total: all.length };
  }

  async listEntities(type: Resource['type']) {
    this.#requests++;
    return this.#all((one) => one.resource.type === type).map((one) => one.resource);
  }

  async listChildren(parent: string) {
    this.#requests++;
    return this.#all((one) => one.parent === parent).map((one) => one.resource);
  }

  async listTags(id: string) {
    return listed(this.#tagsOf(id));
  }

  /** A cloud that limits the pace waits here for its turn. */
  async reserve() {}

  async untag(id: string, keys: readonly string[]) {
    const tags = this.#tagsOf(id);
    for (const key of keys) tags.delete(key);
    return { requestId: `memory-${this.#requests}` };
  }

  async tag(id: string, more: readonly Tag[]) {
    const tags = this.#tagsOf(id);
    for (const { key, value } of more) tags.set(key, value);
    return { requestId: `memory-${this.#requests}` };
  }

  /** Nothing here fails for a while only, so no failure is worth another try. */
  async waitToRetry() {
    return false;
  }

  traffic() {
    return { requests: this.#requests, retries: 0, throttles: 0, 'waited-ms': 0 };
  }

  async close() {}

  #all(wanted: (one: Held) => boolean): Held[] {
    return [...this.#held.values()].filter(wanted);
  }

  #tagsOf(id: string): Map<string, string> {
    this.#requests++;
    const found = this.#held.get(id);
    if (found === undefined) throw new ApiFailure('not-found', `there is no resource ${id}`, { status: 404 });
    return found.tags;
  }
}

function listed(tags: ReadonlyMap<string, string>): Tag[] {
  return [...tags].map(([key, value]) => ({ key, value }));
}
