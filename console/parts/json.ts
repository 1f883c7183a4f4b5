import type { Answer } from '../api/client.ts';

/** A part of a form that is not JSON. */
class NotJsonError extends Error {}

/**
 * Returns the object in a field.
 * @throws NotJsonError, which says where the text stops being JSON
 */
export function jsonIn(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) throw new NotJsonError(error.message);
    throw error;
  }
}

/**
 * Sends a form. A field that is not JSON is refused here, with its place.
 * @param field the name of the field, for the refusal
 */
export async function sendJson(
  field: string,
  send: () => Promise<Answer<unknown>>,
): Promise<Answer<unknown>> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof NotJsonError)) throw error;
    const problem = { title: `The ${field} is not JSON`, detail: error.message };
    return { error: problem, response: new Response(null, { status: 400 }) };
  }
}
