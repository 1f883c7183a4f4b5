/**
 * The number that a literal of JSON stands for, or undefined when it stands for none or for one
 * that a double cannot hold exactly. EventBridge compares no others (event-ruler's
 * ComparableNumber): it refuses them in patterns, and they match as they were written.
 */
export function numberOf(literal: string): number | undefined {
  if (!/^-?\d/.test(literal)) return undefined;
  const number = Number(literal);
  return Number.isFinite(number) && decimalOf(literal) === decimalOf(String(number))
    ? number
    : undefined;
}

/**
 * One spelling for each number: its digits without zeros at either end, and the power of ten they
 * are multiplied by.
 */
function decimalOf(literal: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const short = digits.replace(/0+$/, '');
  return short === ''
    ? '0'
    : `${sign}${short}e${Number(exponent) - fraction.length + digits.length - short.length}`;
}
