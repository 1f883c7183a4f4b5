/** The settings that the deployment gives the console. */
export interface Settings {
  readonly issuer: string;
  /** The client of the issuer that stands for the console; empty if there is none. */
  readonly clientId: string;
  readonly scopePrefix: string;
  readonly playbackOrigins: readonly string[];
}

/** The address of the deployment: that of the page, without `console`. */
export const deployment = new URL('.', location.href).href;

/**
 * Reads the settings.
 * @throws Error when the deployment does not answer
 */
export async function readSettings(): Promise<Settings> {
  const answer = await fetch(new URL('console/settings', deployment));
  if (!answer.ok) throw new Error(`The settings cannot be read: the answer is ${answer.status}.`);
  return (await answer.json()) as Settings;
}
