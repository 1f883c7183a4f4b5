import { ERROR_STATUS } from '../protocol/errors.ts';
import { MODEL } from '../protocol/model.ts';
import { attempt, change } from './control.ts';
import { button, byId, cell, element, labelled, table } from './elements.ts';
import type { FaultView, Overview } from './overview.ts';

/** Operations that a fault can be about, every one first. */
const OPERATIONS = ['*', ...Object.keys(MODEL).toSorted()];
const ERRORS = Object.keys(ERROR_STATUS).toSorted();

const select = (name: string, values: readonly string[], chosen: string): HTMLSelectElement => {
  const made = element(
    'select',
    { name },
    ...values.map((value) => element('option', { value }, value)),
  );
  made.value = chosen;
  return made;
};

const operation = select('operation', OPERATIONS, '*');
const error = select('error', ERRORS, 'ThrottlingException');
const count = element('input', { name: 'count', type: 'number', min: '1', placeholder: 'all' });
const form = element(
  'form',
  { 'aria-label': 'A new fault' },
  labelled('Operation', operation),
  labelled('Error', error),
  labelled('Calls', count),
  element('button', { type: 'submit' }, 'Add the fault'),
);
byId('faults').append(form);
const body = table('faults', 'Faults that are set', ['Operation', 'Fault', 'Calls left', 'Change']);

let faults: FaultView[] = [];
let shown = '';

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const fault = {
    operation: operation.value,
    error: error.value,
    ...(count.value !== '' && { count: Number(count.value) }),
  };
  void attempt(() => set([...faults, fault]));
});

/** Replaces all faults, as the control API does. */
async function set(next: FaultView[]): Promise<void> {
  await change('faults', { faults: next });
  showFaults({ faults: next });
}

export function showFaults({ faults: now }: Pick<Overview, 'faults'>): void {
  const text = JSON.stringify(now);
  if (text === shown) return;
  shown = text;
  faults = now;
  body.replaceChildren(
    ...now.map((fault, index) => {
      const { operation: called, error: name, count: left, ...more } = fault;
      const others = Object.keys(more).length > 0 ? JSON.stringify(more) : '';
      const remove = button('Remove', `Remove the fault of ${called}`, () =>
        attempt(() => set(faults.filter((_, other) => other !== index))),
      );
      return element(
        'tr',
        {},
        cell(called),
        cell([name, others].filter(Boolean).join(' ')),
        cell(left === undefined ? 'all' : String(left)),
        cell(remove),
      );
    }),
  );
}
