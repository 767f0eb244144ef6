"""``zaitaku completion``: what the shell may add to a command that is being typed.

The scripts ask this command anew at each tab, so that questions, their parameters and the areas of
the build in use are those of today. Only 公表 is looked at, and what goes wrong completes nothing:
a message in the middle of a line that is being typed helps nobody.
"""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zaitaku.ground import settings
from zaitaku.ground.errors import ZaitakuError

if TYPE_CHECKING:
    from zaitaku.ask.contract import Param, Question

# bash splits a word at = and :, and puts back only what follows the last of them
_BASH = """\
# source <(zaitaku completion bash)
_zaitaku() {
    local word="${COMP_LINE:0:COMP_POINT}"
    mapfile -t COMPREPLY < <("${COMP_WORDS[0]}" completion bash -- "$word" 2>/dev/null)
    [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
    local last="${word##*[[:space:]]}" sign
    for sign in = :; do
        if [[ $last == *"$sign"* && $COMP_WORDBREAKS == *"$sign"* ]]; then
            COMPREPLY=("${COMPREPLY[@]#"${last%"${last##*"$sign"}"}"}")
        fi
    done
}
complete -o bashdefault -o default -F _zaitaku zaitaku
"""
_ZSH = """\
#compdef zaitaku
# autoload -Uz compinit && compinit; source <(zaitaku completion zsh)
_zaitaku() {
    local -a found open
    found=("${(@f)$("${words[1]}" completion zsh -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    found=(${found:#})
    open=(${(M)found:#*=})
    found=(${found:#*=})
    (( $#open )) && compadd -S '' -- $open
    (( $#found )) && compadd -- $found
    (( $#open + $#found )) || _files
}
compdef _zaitaku zaitaku
"""
_FISH = """\
# zaitaku completion fish | source
function __zaitaku
    set -l typed (commandline -opc)
    $typed[1] completion fish -- $typed[2..-1] (commandline -ct) 2>/dev/null
end
complete -c zaitaku -a '(__zaitaku)'
"""
_POWERSHELL = """\
# zaitaku completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName zaitaku -ScriptBlock {
    param($word, $tree, $position)
    $typed = @($tree.CommandElements | Where-Object { $_.Extent.EndOffset -lt $position } |
        Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
    & $tree.CommandElements[0].ToString() completion powershell '--' @typed "$word" 2>$null |
        ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
"""
SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH, "powershell": _POWERSHELL}


def add(
    command: Callable[..., argparse.ArgumentParser], parser: Callable[[], argparse.ArgumentParser]
) -> None:
    """Register ``completion`` with ``command`` of the main parser, which ``parser`` makes."""
    text = "シェルの補完（Tab キーで続きを書く）の設定を書く"
    sub = command("completion", lambda given: _run(given, parser()), text, data=False)
    sub.add_argument(
        "shell", choices=SCRIPTS, metavar="SHELL", help=f"シェル: {'、'.join(SCRIPTS)}"
    )
    sub.add_argument(
        "words", nargs=argparse.REMAINDER, metavar="...", help="書きかけの言葉（シェルが渡す）"
    )


def _run(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    words = list(arguments.words)
    if not words:
        print(SCRIPTS[arguments.shell], end="")
        return 0
    words = words[1:] if words[0] == "--" else words
    if arguments.shell == "bash":
        words = _split(words[0] if words else "")[1:]
    found = candidates(parser, words or [""])
    print("".join(f"{shlex.quote(one) if ' ' in one else one}\n" for one in found), end="")
    return 0


def _split(line: str) -> list[str]:
    """A line as the shell splits it, with the word at its end, which may be empty or open."""
    for closing in ("", '"', "'"):
        try:
            words = shlex.split(line + closing)
        except ValueError:
            continue
        return [*words, ""] if line[-1:].isspace() and not closing else words
    return []


def candidates(parser: argparse.ArgumentParser, words: Sequence[str]) -> list[str]:
    """What the last of the words after ``zaitaku`` may become; none where it is a file."""
    *before, last = words
    place = _Place(parser)
    for word in before:
        place.pass_over(word)
    name, sign, _ = last.partition("=")
    if place.waiting is None and last.startswith("-"):
        option = place.option(name) if sign else None
        known = [f"{name}={value}" for value in place.values(option, "")] if option else []
        found = known or list(place.parser._option_string_actions)
    elif (action := place.waiting or place.next_argument()) is not None:
        found = place.values(action, last)
    else:
        found = []
    return sorted({one for one in found if one.startswith(last) and one != last})


class _Place:
    """Where in a command a word stands: its parser, and the option that waits for its value."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self.parser = parser
        self.waiting: argparse.Action | None = None
        self.given: dict[str, list[str]] = {}
        self._arguments = 0

    def option(self, name: str) -> argparse.Action | None:
        return self.parser._option_string_actions.get(name)

    def next_argument(self) -> argparse.Action | None:
        """The argument without a name that a word here would be."""
        named = self.parser._get_positional_actions()
        if named and self._arguments >= len(named):
            return named[-1] if named[-1].nargs in ("+", "*") else None
        return named[self._arguments] if named else None

    def pass_over(self, word: str) -> None:
        """A word that is whole."""
        name, sign, value = word.partition("=")
        action = self.waiting
        if action is not None:
            self._keep(action, word)
            self.waiting = None
        elif word.startswith("-"):
            option = self.option(name)
            if option is not None and sign:
                self._keep(option, value)
            elif option is not None and option.nargs != 0:
                self.waiting = option
        elif (action := self.next_argument()) is not None:
            if isinstance(action, argparse._SubParsersAction) and word in action.choices:
                self.parser, self._arguments = action.choices[word], 0
                return
            self._keep(action, word)
            self._arguments += 1

    def _keep(self, action: argparse.Action, word: str) -> None:
        self.given.setdefault(action.dest, []).append(word)

    def values(self, action: argparse.Action, last: str) -> list[str]:
        """What an argument or option may be."""
        if action.choices is not None:
            return [str(value) for value in action.choices]
        find = _FOUND.get((self.parser.prog, action.dest))
        return find(self.given, last) if find else []


# --- what only the program knows -----------------------------------------------------------------

Given = dict[str, list[str]]


def _questions(given: Given, last: str) -> list[str]:
    from zaitaku.derived import questions

    return list(questions.names())


def _parameters(given: Given, last: str) -> list[str]:
    """「KEY=」 of the question, and once that is written its values."""
    from zaitaku.derived import questions

    try:
        question = questions.load(given["name"][0])
        key, sign, _ = last.partition("=")
        if not sign:
            return [f"{param.name}=" for param in question.params]
        param = next(param for param in question.params if param.name == key)
        return [f"{key}={value}" for value in _choices(question, param, given)]
    except (KeyError, StopIteration, ZaitakuError):
        return []


def _choices(question: Question, param: Param, given: Given) -> list[str]:
    """The values that are declared, else those of the release in use."""
    if not isinstance(param.choices, str):
        return list(param.choices or ())
    from zaitaku.ask import warehouse
    from zaitaku.ask.given import values_in

    unit = {one.name: one.default for one in question.params}.get("area_unit")
    for pair in given.get("params", []):
        key, _, value = pair.partition("=")
        unit = value if key == "area_unit" else unit
    cursor = warehouse.open_build(_folder(given), "public").cursor()
    return [str(value) for value in values_in(cursor, param, unit)]


def _folder(given: Given) -> Path:
    return Path(given["data"][-1]) if "data" in given else settings.data_dir()


def _templates(given: Given, last: str) -> list[str]:
    from zaitaku.sources import templates

    return list(templates.every())


def _builds(given: Given, last: str) -> list[str]:
    from zaitaku.ask import warehouse

    return [one.build_id for one in warehouse.builds(_folder(given))]


_FOUND: dict[tuple[str, str], Callable[[Given, str], list[str]]] = {
    ("zaitaku query", "name"): _questions,
    ("zaitaku queries", "name"): _questions,
    ("zaitaku query", "params"): _parameters,
    ("zaitaku template", "kind"): _templates,
    ("zaitaku builds", "use"): _builds,
}
