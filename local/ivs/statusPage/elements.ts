/** Texts of others, such as names of channels, are always text nodes and never read as HTML. */
type Child = Node | string;

/** Returns a new element. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function button(
  text: string,
  label: string,
  press: () => void | Promise<void>,
): HTMLButtonElement {
  const made = element('button', { type: 'button', 'aria-label': label }, text);
  made.addEventListener('click', () => void press());
  return made;
}

/** Returns the element of the page with an id. */
export function byId(id: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`#${id}`);
  if (!found) throw new Error(`The page has no element ${id}.`);
  return found;
}

/**
 * Adds a table to a section of the page.
 * @returns its body
 */
export function table(section: string, name: string, columns: readonly string[]): HTMLElement {
  const body = element('tbody');
  const head = element(
    'tr',
    {},
    ...columns.map((column) => element('th', { scope: 'col' }, column)),
  );
  byId(section).append(
    element(
      'div',
      { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': name },
      element('table', {}, element('thead', {}, head), body),
    ),
  );
  return body;
}

/** Returns a control with its label above it. */
export function labelled(text: string, control: HTMLElement): HTMLElement {
  control.id = `field-${text.toLowerCase()}`;
  return element('div', { class: 'field' }, element('label', { for: control.id }, text), control);
}

export const cell = (text: Child, className = ''): HTMLTableCellElement =>
  element('td', className ? { class: className } : {}, text);

/** Returns the id of an ARN: its last segment. */
export const idOf = (arn: string | undefined): string => arn?.split('/').at(-1) ?? '';

/** Returns the time of day of an ISO 8601 time, in UTC. */
export const timeOf = (iso: string): string => iso.slice(11, 19);
