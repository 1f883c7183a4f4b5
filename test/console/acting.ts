import type { Locator, Page } from 'playwright-core';
import { PATIENCE_MS } from './scene.ts';

/** Opens the console at the address of a stack, and waits for its first page. */
export async function openConsole(page: Page, url: string): Promise<void> {
  page.setDefaultTimeout(PATIENCE_MS / 2);
  await page.goto(`${url}/console`);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

/** Goes to a page of the console, and waits for its heading. */
export async function goTo(page: Page, path: string, heading: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(`#/${path}`)}`);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
}

/** The values of fields, by the beginning of their labels; `checked` checks a box. */
export type Filled = Readonly<Record<string, string>>;

async function fillIn(dialog: Locator, label: string, value: string): Promise<void> {
  const field = dialog.getByLabel(new RegExp(`^${label}`));
  if (value === 'checked') return field.check();
  await field.waitFor();
  const isChoice = (await field.and(dialog.locator('select')).count()) > 0;
  if (isChoice) await field.selectOption(value);
  else await field.fill(value);
}

/**
 * Opens the dialog of a verb, fills in its fields and a reason, and waits for the dry run.
 * @param planned a text of the dry run
 */
export async function plan(
  within: Locator,
  name: string,
  planned: string,
  fields: Filled = {},
): Promise<Locator> {
  await within.getByRole('button', { name, exact: true }).click();
  const dialog = within.page().getByRole('dialog', { name });
  for (const [label, value] of Object.entries(fields)) await fillIn(dialog, label, value);
  await dialog.getByLabel('Reason').fill('an exercise');
  await dialog.getByRole('region', { name: 'Dry run' }).getByText(planned).first().waitFor();
  return dialog;
}

/** Confirms the dialog of a verb, and waits until it is closed. */
export async function confirm(dialog: Locator, name: string): Promise<void> {
  await dialog.getByRole('button', { name, exact: true, disabled: false }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Waits for the end of the job that a verb has started. */
export async function succeeded(page: Page): Promise<void> {
  const latest = page.getByRole('region', { name: 'Latest job' });
  await latest.getByRole('listitem').filter({ hasText: 'Succeeded' }).waitFor();
}
