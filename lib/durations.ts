const DURATION =
  /^P(?=\d|T\d)(?:(\d{1,4})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$/;

/**
 * Returns the ms of an ISO 8601 duration in days, hours, minutes and seconds, such as `PT1H30M`;
 * undefined when the text is none.
 */
export function durationMs(text: string): number | undefined {
  const parts = DURATION.exec(text);
  if (!parts) return undefined;
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return (((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!) * 1_000;
}

/** Writes a duration in ms as ISO 8601, in its largest whole units. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  const time = [
    [hours, 'H'],
    [minutes, 'M'],
    [seconds % 60, 'S'],
  ]
    .map(([count, unit]) => (count === 0 ? '' : `${count}${unit}`))
    .join('');
  return `P${days === 0 ? '' : `${days}D`}${time === '' && days > 0 ? '' : `T${time === '' ? '0S' : time}`}`;
}
