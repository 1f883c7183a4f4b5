import { selectionFields, selectionIn } from '../parts/selection.ts';
import type { Field, Values } from '../parts/verb.ts';
import type { Policy, PolicyBody, Rotation } from './policies.ts';

const NAME: Field = {
  name: 'name',
  label: 'Name',
  kind: 'text',
  required: true,
  hint: 'Letters, digits and hyphens',
};

const text = (name: string, label: string, hint: string, initial: string | undefined): Field => ({
  name,
  label,
  kind: 'text',
  hint,
  initial: initial ?? '',
});

/** Returns the fields of the form, filled in with a policy that exists. A new one has a name. */
export function policyFields(policy?: Policy): Field[] {
  const { window, spreadOver, announceBefore, nowAfterDeferrals } = (policy?.rotation ??
    {}) as Rotation;
  return [
    ...(policy ? [] : [NAME]),
    ...selectionFields(policy?.selection),
    text('streamKeyMaxAge', 'Age of stream keys', 'At most, such as P30D', policy?.streamKeyMaxAge),
    text('from', 'Window opens', 'The time of day, such as 02:00', window?.from),
    text('to', 'Window closes', 'Perhaps on the next day, such as 05:00', window?.to),
    text('zone', 'Time zone of the window', 'Such as Europe/Berlin', window?.zone),
    text('spreadOver', 'Spread rotations over', 'Such as PT12H', spreadOver),
    text('announceBefore', 'Announce rotations ahead', 'Such as P3D', announceBefore),
    text(
      'nowAfterDeferrals',
      'Cut a live stream after',
      'A number of deferrals; empty: never',
      nowAfterDeferrals?.toString(),
    ),
    text('streamMaxLength', 'Length of streams', 'At most, such as PT12H', policy?.streamMaxLength),
    text('warnBefore', 'Warn streams ahead', 'Such as PT10M', policy?.warnBefore),
    text(
      'suspendAfterBreaches',
      'Suspend after breaches',
      'Of limits in a time, such as 5/PT10M',
      policy?.suspendAfterBreaches,
    ),
    text('keepRecordings', 'Keep recordings', 'Such as P30D', policy?.keepRecordings),
  ];
}

/** Returns the members that have a value. */
const filled = <Name extends string>(values: Values, names: readonly Name[]) =>
  Object.fromEntries(names.flatMap((name) => (values[name] ? [[name, values[name]]] : []))) as {
    [Member in Name]?: string;
  };

function rotationIn(values: Values): Rotation {
  const { from = '', to = '', zone = '', nowAfterDeferrals } = values;
  return {
    ...((from || to || zone) && { window: { from, to, zone } }),
    ...filled(values, ['spreadOver', 'announceBefore']),
    ...(nowAfterDeferrals && { nowAfterDeferrals: Number(nowAfterDeferrals) }),
  };
}

/** Returns the request for the values of the form. Empty fields are left out. */
export function bodyOf(values: Values): PolicyBody {
  const rotation = rotationIn(values);
  return {
    selection: selectionIn(values),
    ...(Object.keys(rotation).length > 0 && { rotation }),
    ...filled(values, [
      'streamKeyMaxAge',
      'streamMaxLength',
      'warnBefore',
      'suspendAfterBreaches',
      'keepRecordings',
    ]),
  };
}
