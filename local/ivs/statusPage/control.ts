import { byId } from './elements.ts';

/** Calls the control API, whose address is that of the page. */
async function call(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`/_local/${path}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer: unknown = text === '' ? undefined : JSON.parse(text);
  if (!response.ok) throw new Error((answer as { message?: string } | undefined)?.message);
  return answer;
}

export const read = (path: string): Promise<unknown> => call('GET', path);
export const send = (path: string, body: object): Promise<unknown> => call('POST', path, body);
export const change = (path: string, body: object): Promise<unknown> => call('PUT', path, body);

/** Shows the outcome of something that the person or the page has tried. */
export function tell(words: string): void {
  const told = byId('told');
  // A screen reader reads the text again when it is set again.
  if (told.textContent !== words) told.textContent = words;
}

/** Performs what a button asks for, and shows the reason when it fails. */
export async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
    tell('');
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
  }
}
