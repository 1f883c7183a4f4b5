import type { Command as Program } from 'commander';
import { CliError } from './exit.ts';
import type { Io } from './io.ts';

// Completion asks the program itself, so it always knows the present commands.

const BASH = `# source <(channelkeeper completion bash)
_channelkeeper() {
  local IFS=$'\\n'
  COMPREPLY=($(channelkeeper complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _channelkeeper channelkeeper
`;
const ZSH = `#compdef channelkeeper
# source <(channelkeeper completion zsh)
_channelkeeper() {
  local -a found
  found=(\${(f)"$(channelkeeper complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  compadd -a found
}
compdef _channelkeeper channelkeeper
`;
const FISH = `# channelkeeper completion fish | source
function __channelkeeper
  set -l words (commandline -opc) (commandline -ct)
  channelkeeper complete -- $words[2..-1] 2>/dev/null
end
complete -c channelkeeper -f -a '(__channelkeeper)'
`;
const SCRIPTS: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
export const SHELLS = Object.keys(SCRIPTS);

/** Prints the completion script of a shell. */
export function printCompletion(io: Io, shell: string): number {
  const script = SCRIPTS[shell];
  if (script === undefined) throw new CliError('usage', `The shells are ${SHELLS.join(', ')}.`);
  io.out(script);
  return 0;
}

/** Returns the program or command that the words before the last one lead to. */
function commandAt(program: Program, words: readonly string[]): Program {
  const [first, ...rest] = words;
  if (first === undefined) return program;
  const next = program.commands.find((command) => command.name() === first);
  return commandAt(next ?? program, rest);
}

/** Prints the words that may follow: choices of an option, options, or commands. */
export function complete(io: Io, program: Program, words: readonly string[]): number {
  const last = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const at = commandAt(program, before);
  const options = [...at.options, ...program.options].filter(({ hidden }) => !hidden);
  const option = options.find(({ long }) => long === before.at(-1));
  const takesValue = option !== undefined && (option.required || option.optional);
  const [argument] = at.registeredArguments;
  const found = takesValue
    ? (option.argChoices ?? [])
    : last.startsWith('-')
      ? options.map(({ long }) => long ?? '')
      : [...at.commands.map((command) => command.name()), ...(argument?.argChoices ?? [])];
  const fitting = [...new Set(found)].filter((word) => word !== '' && word.startsWith(last));
  io.out(fitting.map((word) => `${word}\n`).join(''));
  return 0;
}
