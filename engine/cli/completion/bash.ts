import { quoted } from '../../problem/shell.ts';
import { type Place, tableEntry } from './grammar.ts';

/**
 * The table of what follows what, as a shell function that bash and zsh understand alike: `verbs PATH`,
 * `options PATH`, `value PATH OPTION` and `word PATH NUMBER` print one answer a line.
 */
export function shellTable(places: readonly Place[]): string {
  const cases = places.flatMap(({ path, verbs, flags, words, repeats }) => [
    ...(verbs.length > 0
      ? [
          answer(
            `verbs ${path}`,
            verbs.map(({ name, about }) => `${name}:${about}`),
          ),
        ]
      : []),
    answer(
      `options ${path}`,
      flags.flatMap(({ names, about }) => names.map((name) => `${name}:${about}`)),
    ),
    ...flags.flatMap(({ names, value }) =>
      value === undefined
        ? []
        : [
            answer(
              names.map((name) => `value ${path} ${name}`),
              [tableEntry(value)],
            ),
          ],
    ),
    ...words.map((offer, i) => {
      const any = repeats && i === words.length - 1;
      return answer(any ? `word ${path} ` : `word ${path} ${i}`, [tableEntry(offer)], any ? '*' : '');
    }),
  ]);
  return `_reconcile_table() {\n  case "$*" in\n${cases.join('')}  esac\n}\n`;
}

function answer(asked: string | readonly string[], lines: readonly string[], more = ''): string {
  const patterns = [asked].flat().map((one) => quoted(one) + more);
  return `  ${patterns.join('|')})\n    printf '%s\\n' ${lines.map(quoted).join(' ')} ;;\n`;
}

/** Completion for bash 3.2 and later, without the bash-completion package. */
export function bash(places: readonly Place[]): string {
  return `# bash completion for reconcile; made by: reconcile completion bash\n${shellTable(places)}${BASH}`;
}

// Words are read line by line and never expanded: names of files and runs are by strangers.
const BASH = String.raw`
_reconcile_take() {
  local line
  while IFS= read -r line; do COMPREPLY+=("$line"); done
}

_reconcile_runs() {
  local run
  case last in "$1"*) echo last ;; esac
  for run in .reconcile/runs/"$1"*/; do
    [ -d "$run" ] || continue
    run=${'$'}{run%/}
    echo "${'$'}{run##*/}"
  done
}

_reconcile() {
  local cur=${'$'}{COMP_WORDS[COMP_CWORD]} path= option= word offer i count=0 nl=${'$'}'\n'
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${'$'}{COMP_WORDS[i]}
    # bash takes --option=value and format=file apart at the =
    if [ "$word" = = ]; then
      [ "$option" ] && [ $((i + 1)) -lt "$COMP_CWORD" ] && { i=$((i + 1)); option=; }
      continue
    fi
    if [ "$option" ] && [ "${'$'}{COMP_WORDS[i - 1]}" = "$option" ]; then
      # its value; a file may follow after a =
      [ "${'$'}{COMP_WORDS[i + 1]}" = = ] || option=
      continue
    fi
    option=
    case $word in
      -*) [ "$(_reconcile_table value "$path" "$word")" ] && option=$word ;;
      *)
        case $nl$(_reconcile_table verbs "$path") in
          *"$nl$word:"*) path="${'$'}{path:+$path }$word" ;;
          *) count=$((count + 1)) ;;
        esac ;;
    esac
  done
  if [ "$option" ]; then
    offer=$(_reconcile_table value "$path" "$option")
    # after --option= come its values, after format= a file
    if [ "$cur" = = ]; then
      cur=
      [ "${'$'}{COMP_WORDS[COMP_CWORD - 1]}" = "$option" ] || offer=@file
    elif [ "${'$'}{COMP_WORDS[COMP_CWORD - 1]}" = = ]; then
      [ "${'$'}{COMP_WORDS[COMP_CWORD - 2]}" = "$option" ] || offer=@file
    fi
  elif [[ $cur == -* ]]; then
    _reconcile_take < <(_reconcile_table options "$path" | while IFS= read -r word; do
      case $word in "$cur"*) echo "${'$'}{word%%:*}" ;; esac
    done)
    return
  else
    offer=$(_reconcile_table word "$path" "$count")
    [ "$count" = 0 ] && _reconcile_take < <(_reconcile_table verbs "$path" | while IFS= read -r word; do
      case $word in "$cur"*) echo "${'$'}{word%%:*}" ;; esac
    done)
  fi
  case $offer in
    @file) compopt -o filenames 2>/dev/null; _reconcile_take < <(compgen -f -- "$cur") ;;
    @folder) compopt -o filenames 2>/dev/null; _reconcile_take < <(compgen -d -- "$cur") ;;
    @run) _reconcile_take < <(_reconcile_runs "$cur") ;;
    @plan-or-run)
      compopt -o filenames 2>/dev/null
      _reconcile_take < <(_reconcile_runs "$cur"; compgen -f -- "$cur") ;;
    @*) ;;
    *)
      _reconcile_take < <(for word in $offer; do case $word in "$cur"*) echo "$word" ;; esac; done)
      case ${'$'}{COMPREPLY[0]} in *=) compopt -o nospace 2>/dev/null ;; esac ;;
  esac
}
complete -F _reconcile reconcile
`;
