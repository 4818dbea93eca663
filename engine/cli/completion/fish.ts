import type { Flag, Offer, Place } from './grammar.ts';

/** Completion for fish: a file for its `completions` folder, or to be sourced. */
export function fish(places: readonly Place[]): string {
  const lines = places.flatMap((place) => {
    const at = `complete -c reconcile -n ${quoted(`__reconcile_at ${quoted(place.path)}`)}`;
    return [
      ...place.verbs.map(({ name, about }) => `${at} -a ${name} -d ${quoted(about)}`),
      ...place.flags.map((flag) => `${at} ${flagOf(flag)} -d ${quoted(flag.about)}`),
      ...[...new Set(place.words.map(offerOf))].map((offer) => `${at} ${offer}`),
    ];
  });
  const paths = places.map(({ path }) => quoted(path)).join(' ');
  return `# fish completion for reconcile; made by: reconcile completion fish\n${fishAt(paths)}${lines.join('\n')}\n`;
}

function flagOf({ names, value }: Flag): string {
  const forms = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  return [...forms, ...(value === undefined ? [] : [`-r ${offerOf(value)}`])].join(' ');
}

function offerOf(offer: Offer): string {
  switch (offer.kind) {
    case 'words':
      return `-f -a ${quoted(offer.words.join(' '))}`;
    case 'file':
      return '-F';
    case 'folder':
      return "-f -a '(__fish_complete_directories)'";
    case 'run':
      return "-f -a '(__reconcile_runs)'";
    case 'plan-or-run':
      return "-F -a '(__reconcile_runs)'";
    case 'nothing':
      return '-f';
  }
}

/** Text in single quotes for fish, where a backslash escapes a quote and itself. */
function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}

const fishAt = (paths: string): string => String.raw`
function __reconcile_at
    set -l place ''
    for word in (commandline -opc)[2..]
        set -l next (string trim -- "$place $word")
        contains -- $next ${paths}; and set place $next
    end
    test "$place" = "$argv[1]"
end

function __reconcile_runs
    echo last
    for run in .reconcile/runs/*/
        path basename $run 2>/dev/null; or basename $run
    end
end

complete -c reconcile -f
`;
