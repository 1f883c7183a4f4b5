/**
 * Returns the number that a JSON literal stands for; undefined when it is not a number or a double
 * cannot represent it exactly. EventBridge compares no other numbers (event-ruler's
 * ComparableNumber): it refuses them in patterns, and in events they match as they were written.
 */
export function numberOf(literal: string): number | undefined {
  if (!/^-?\d/.test(literal)) return undefined;
  const number = Number(literal);
  return Number.isFinite(number) && decimalOf(literal) === decimalOf(String(number))
    ? number
    : undefined;
}

/**
 * Returns one spelling for each number: its digits without zeros at either end, and the power of
 * ten by which they are multiplied.
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
