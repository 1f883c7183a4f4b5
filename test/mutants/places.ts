/** A range of a text, from `start` up to but not including `end`. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/**
 * Returns the text without white space and without commas before a closing bracket, and each
 * remaining character's place in the text.
 */
function squeezed(text: string): { readonly characters: string; readonly places: number[] } {
  const places: number[] = [];
  let characters = '';
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? '';
    if (/\s/.test(character)) continue;
    if (character === ',' && /^\s*[)\]}]/.test(text.slice(i + 1, i + 200))) continue;
    characters += character;
    places.push(i);
  }
  return { characters, places };
}

/**
 * Returns the places of a piece of code in a file, however the formatter breaks its lines. A piece
 * that ends with a comma includes the comma.
 */
export function placesOf(text: string, piece: string): Place[] {
  const { characters, places } = squeezed(text);
  const wanted = squeezed(piece.replace(/,\s*$/, '')).characters;
  const found: Place[] = [];
  for (let at = characters.indexOf(wanted); at >= 0; at = characters.indexOf(wanted, at + 1)) {
    const end = (places[at + wanted.length - 1] ?? 0) + 1;
    const comma = /,\s*$/.test(piece) ? (/^\s*,/.exec(text.slice(end))?.[0].length ?? 0) : 0;
    found.push({ start: places[at] ?? 0, end: end + comma });
  }
  return found;
}

/**
 * Returns the text with a piece of code replaced that occurs in it once; or the number of
 * occurrences when it is not one. A removed member takes its comma along.
 */
export function planted(
  text: string,
  { find, replace }: { find: string; replace: string },
): string | number {
  const [place, ...others] = placesOf(text, find);
  if (!place || others.length > 0) return place ? 1 + others.length : 0;
  const after = text.slice(place.end);
  const goes = replace === '' && !/^\s*,|,\s*$/.test(find);
  return text.slice(0, place.start) + replace + (goes ? after.replace(/^\s*,/, '') : after);
}
