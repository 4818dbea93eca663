import type { ComparedSide, ComparisonRun, RulesNamed } from '../../../model.ts';
import { Digests, digestsOf, Fact, Origin, RuleFiles, trafficText } from '../../html/facts.tsx';
import { showTime } from '../../html/masthead.tsx';
import { sourceKind } from '../../title.ts';
import { visible } from '../../visible.ts';
import { count } from '../../words.ts';

/** Which rules were compared, over which organization, when. */
export function ComparisonFacts({ run }: { run: ComparisonRun }) {
  const { organization, comparison, base, head } = run;
  return (
    <section class="facts" aria-labelledby="facts">
      <h2 id="facts">What was compared</h2>
      <dl>
        <Side name="Base" named={base} side={comparison?.base} />
        <Side name="Head" named={head} side={comparison?.head} />
        <Fact name="Organization">
          {organization === undefined ? 'not yet known' : <code>{visible(organization.id)}</code>}
        </Fact>
        <Origin run={run} name="Tags read at" />
        <Fact name="Time">
          <time dateTime={run.started}>{showTime(run.started)}</time> to{' '}
          <time dateTime={run.ended}>{showTime(run.ended).slice(11)}</time>
        </Fact>
        {comparison !== undefined && (
          <Fact name="Judged by the day">
            <time>{visible(comparison.day)}</time>, {count(comparison.counts.tags, 'tag')} on{' '}
            {count(comparison.counts.resources, 'resource')} read
          </Fact>
        )}
        <Fact name="Fails on">
          {
            { none: 'nothing', added: 'removals that are added', any: 'anything that differs' }[
              run['fail-on-change']
            ]
          }
        </Fact>
        {sourceKind(run) === 'service' && <Fact name="Traffic">{trafficText(run.traffic)}</Fact>}
        <Fact name="Made by">{visible(run.tool)}</Fact>
      </dl>
      <div class="hashes">
        <RuleFiles title="Base" sources={base.sources} revision={base.revision} />
        <RuleFiles title="Head" sources={head.sources} revision={head.revision} />
        <Digests digests={[...whole('base', base), ...whole('head', head)]} />
      </div>
    </section>
  );
}

function Side({ name, named, side }: { name: string; named: RulesNamed; side: ComparedSide | undefined }) {
  return (
    <Fact name={name}>
      <code>{visible(named.name)}</code>
      {side !== undefined && (
        <span class="quiet">
          {' '}
          {count(side.rules.rules.length, 'rule')}, {count(side.removals, 'removal')} from{' '}
          {count(side.resources, 'resource')}
        </span>
      )}
    </Fact>
  );
}

/** Hashes of one side, each name with the side before it. */
function whole(side: string, { sources, revision }: RulesNamed): (readonly [string, string])[] {
  const commit = revision === undefined ? [] : [[`Commit of the ${side} (git)`, revision.commit] as const];
  return [...commit, ...digestsOf(sources).map(([file, hash]) => [`${side}: ${file}`, hash] as const)];
}
