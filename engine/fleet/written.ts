/** A fleet file as people write it and `schemas/fleet.schema.json` describes it. Maps have no prototype. */
export interface WrittenFleet {
  readonly version: 1;
  readonly name?: string;
  readonly defaults?: WrittenSettings;
  readonly organizations: readonly WrittenOrganization[];
}

/** What an organization may say of itself and a fleet of all. */
export interface WrittenSettings {
  readonly rules?: string;
  readonly endpoint?: string;
  readonly limits?: Readonly<Record<string, number | string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly concurrency?: number;
  readonly rate?: number;
}

export interface WrittenOrganization extends WrittenSettings {
  readonly name: string;
  readonly credentials: {
    readonly profile?: string;
    readonly 'env-prefix'?: string;
    readonly file?: string;
  };
}
