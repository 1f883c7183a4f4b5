/** The parts of a text. */
export interface Scan {
  /**
   * The text with comments and the insides of strings turned to blanks: same length, same lines.
   */
  readonly code: string;
  /** The text with everything but comments turned to blanks. */
  readonly comments: string;
  /** The insides of all plain strings, in order. */
  readonly strings: readonly string[];
}

const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const STRING = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/y;
const REGULAR_EXPRESSION = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y;
const TEMPLATE_TEXT = /(?:\\[\s\S]|\$(?!\{)|[^\\`$])*/y;
/**
 * Matches the text after which a slash begins a regular expression; after any other text it
 * divides.
 */
const BEFORE_REGULAR_EXPRESSION = /(?:^|[(,=:[!&|?{};+>]|\b(?:return|case|typeof))\s*$/;

const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ');

/** Splits TypeScript into code, comments, strings, templates and regular expressions. */
export function scan(text: string): Scan {
  const strings: string[] = [];
  // The constructs around the present position: a template, or code between braces. A `}` that
  // closes code opened by `${` leads back into the template.
  const inside: ('template' | 'substitution' | 'braces')[] = [];
  let code = '';
  let comments = '';

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = code.length;
    return pattern.exec(text)?.[0];
  };
  const templateStep = (): string => {
    const words = take(TEMPLATE_TEXT);
    if (words) return blank(words);
    const closes = text[code.length] === '`';
    if (closes) inside.pop();
    else inside.push('substitution');
    return closes ? '`' : '${';
  };
  const codeStep = (): string => {
    const comment = take(COMMENT);
    if (comment) {
      comments += blank(text.slice(comments.length, code.length)) + comment;
      return blank(comment);
    }
    const string = take(STRING);
    if (string) {
      strings.push(string.slice(1, -1));
      return string[0] + blank(string.slice(1, -1)) + string[0];
    }
    const expression =
      text[code.length] === '/' && BEFORE_REGULAR_EXPRESSION.test(code.slice(-20))
        ? take(REGULAR_EXPRESSION)
        : undefined;
    if (expression) return `/${blank(expression.slice(2))}/`;
    const character = text.charAt(code.length);
    if (character === '`') inside.push('template');
    if (character === '{') inside.push('braces');
    if (character === '}') inside.pop();
    return character;
  };
  while (code.length < text.length)
    code += inside.at(-1) === 'template' ? templateStep() : codeStep();
  return { code, comments: comments + blank(text.slice(comments.length)), strings };
}
