import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { report, situation } from './ask.ts';
import { SITUATIONS } from './situations.ts';

describe('GitLab’s Code Quality', () => {
  // docs.gitlab.com/ci/testing/code_quality, "Code Quality report format": these fields and severities, no others read.
  const validate = new Ajv2020().compile({
    type: 'array',
    items: {
      type: 'object',
      required: ['description', 'check_name', 'fingerprint', 'location', 'severity'],
      properties: {
        description: { type: 'string', minLength: 1 },
        check_name: { type: 'string', minLength: 1 },
        fingerprint: { type: 'string', pattern: '^[0-9a-f]{64}$' },
        severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
        location: {
          type: 'object',
          required: ['path', 'lines'],
          properties: {
            path: { type: 'string', pattern: '^[^/]' },
            lines: {
              type: 'object',
              required: ['begin'],
              properties: { begin: { type: 'integer', minimum: 1 } },
            },
          },
        },
      },
    },
  });

  it.each([...SITUATIONS])(
    'of %s has what the documentation asks for, no fingerprint twice',
    (_name, run) => {
      const entries = JSON.parse(report('gitlab', run)) as { fingerprint: string }[];
      expect(validate(entries), JSON.stringify(validate.errors)).toBe(true);
      expect(new Set(entries.map((one) => one.fingerprint)).size).toBe(entries.length);
    },
  );

  it('is empty where all is fine, and says first why a run is no success', () => {
    expect(JSON.parse(report('gitlab', situation('everything-fine')))).toEqual([]);
    expect(JSON.parse(report('gitlab', situation('refused-by-limit')))).toContainEqual(
      expect.objectContaining({ check_name: 'refused', severity: 'blocker' }),
    );
  });
});
