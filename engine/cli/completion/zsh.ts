import { shellTable } from './bash.ts';
import type { Place } from './grammar.ts';

/** Completion for zsh, to be sourced, or to be put as `_reconcile` into a folder of `$fpath`. */
export function zsh(places: readonly Place[]): string {
  return `#compdef reconcile\n# zsh completion for reconcile; made by: reconcile completion zsh\n${shellTable(places)}${ZSH}`;
}

const ZSH = String.raw`
_reconcile_offer() {
  local -a runs
  case $1 in
    @file) _files ;;
    @folder) _files -/ ;;
    @run|@plan-or-run)
      runs=(last .reconcile/runs/*(/N:t))
      compadd -a runs
      [[ $1 == @run ]] || _files ;;
    @*|'') ;;
    *=*) compadd -S '' -- ${'$'}{=1} ;;
    *) compadd -- ${'$'}{=1} ;;
  esac
}

_reconcile() {
  local place='' option='' word
  local -a verbs options
  integer i count=0
  for ((i = 2; i < CURRENT; i++)); do
    word=${'$'}{words[i]}
    if [[ -n $option ]]; then option=''; continue; fi
    case $word in
      -*=*) ;;
      -*) [[ -n $(_reconcile_table value "$place" "$word") ]] && option=$word ;;
      *)
        verbs=(${'$'}{(f)"$(_reconcile_table verbs "$place")"})
        if (( ${'$'}{verbs[(I)$word:*]} )); then place="${'$'}{place:+$place }$word"; else (( count++ )); fi ;;
    esac
  done
  if [[ -n $option ]]; then
    # after format= comes a file
    if compset -P '*='; then _files; else _reconcile_offer "$(_reconcile_table value "$place" "$option")"; fi
  elif [[ $PREFIX == --*=* ]]; then
    option=${'$'}{PREFIX%%\=*}
    compset -P '*='
    _reconcile_offer "$(_reconcile_table value "$place" "$option")"
  elif [[ $PREFIX == -* ]]; then
    options=(${'$'}{(f)"$(_reconcile_table options "$place")"})
    _describe -o option options
  else
    verbs=(${'$'}{(f)"$(_reconcile_table verbs "$place")"})
    if (( count == 0 && ${'$'}#verbs )); then _describe command verbs
    else _reconcile_offer "$(_reconcile_table word "$place" "$count")"; fi
  fi
}

if [[ ${'$'}{funcstack[1]} == _reconcile ]]; then _reconcile "$@"; else compdef _reconcile reconcile; fi
`;
