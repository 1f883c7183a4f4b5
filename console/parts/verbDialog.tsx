import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Job, Plan, PlannedCall } from '../api/client.ts';
import { after } from '../clock.ts';
import { linkTo } from '../router.ts';
import { jobIdIn, refusalOf } from '../words/refusals.ts';
import { Dialog } from './dialog.tsx';
import { FieldInput } from './fieldInput.tsx';
import { PlanView } from './planView.tsx';
import { planIn, type Change, type Values, type Verb } from './verb.ts';

/** The dry run follows the typing after this pause, in ms. */
const PAUSE_MS = 300;
/** Headers carry these characters only. */
const REASON = /^[\u0020-\u007e\u00a0-\u00ff]*$/;

interface DryRun {
  /** The values that the plan is for. */
  readonly of: string;
  readonly plan?: Plan | PlannedCall;
  readonly refusal?: string;
  readonly jobId?: string | undefined;
}

/** Makes the dry run of a verb, again after each change of its values. */
function useDryRun(verb: Verb, values: Values, isComplete: boolean): DryRun | undefined {
  const [dryRun, setDryRun] = useState<DryRun>();
  const of = JSON.stringify(values);
  useEffect(() => {
    if (!isComplete) return undefined;
    let isOver = false;
    const ask = async (): Promise<void> => {
      const result = await verb.send({ query: { dryRun: 'true' }, header: {} }, values).then(
        ({ data, error, response }): DryRun => {
          const plan = response.ok ? planIn(data) : undefined;
          return plan
            ? { of, plan }
            : { of, refusal: refusalOf(response.status, error), jobId: jobIdIn(error) };
        },
        (error: unknown): DryRun => ({ of, refusal: refusalOf(0, error) }),
      );
      if (!isOver) setDryRun(result);
    };
    const stop = after(dryRun === undefined ? 0 : PAUSE_MS, () => void ask());
    return () => {
      isOver = true;
      stop();
    };
  }, [of, isComplete]);
  return dryRun?.of === of ? dryRun : undefined;
}

const initialOf = ({ fields = [] }: Verb): Values =>
  Object.fromEntries(fields.map(({ name, initial = '' }) => [name, initial]));

const jobIn = (data: unknown): Job | undefined =>
  typeof data === 'object' && data !== null && 'job' in data ? (data.job as Job) : undefined;

function Refused({ words, jobId }: { words: string; jobId: string | undefined }): JSX.Element {
  return (
    <p class="notice bad" role="alert">
      {words} {jobId !== undefined && <a href={linkTo(['jobs', jobId])}>Show the job</a>}
    </p>
  );
}

/**
 * Asks for a reason, shows the dry run, and makes the change when the person confirms it.
 * @param onDone called with the job, if the change is one, and with the whole answer
 */
export function VerbDialog({
  verb,
  onClose,
  onDone,
}: {
  verb: Verb;
  onClose: () => void;
  onDone: (job: Job | undefined, data: unknown) => void;
}): JSX.Element {
  const [values, setValues] = useState(() => initialOf(verb));
  const [reason, setReason] = useState('');
  const [isSending, setSending] = useState(false);
  const [refused, setRefused] = useState<{ words: string; jobId: string | undefined }>();
  const isComplete = (verb.fields ?? []).every(({ name, required }) => !required || values[name]);
  const dryRun = useDryRun(verb, values, isComplete);
  const isReasonFit = REASON.test(reason);
  const form = useRef<HTMLFormElement>(null);

  const confirm = async (): Promise<void> => {
    setSending(true);
    setRefused(undefined);
    const change: Change = { query: {}, header: reason === '' ? {} : { 'X-Reason': reason } };
    try {
      const { data, error, response } = await verb.send(change, values);
      if (response.ok) return onDone(jobIn(data), data);
      setRefused({ words: refusalOf(response.status, error), jobId: jobIdIn(error) });
    } catch (error) {
      setRefused({ words: refusalOf(0, error), jobId: undefined });
    }
    setSending(false);
  };
  return (
    <Dialog title={verb.label} onClose={onClose}>
      <form
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (dryRun?.plan && isReasonFit && !isSending) void confirm();
        }}
      >
        <p>{verb.effect}</p>
        {(verb.fields ?? []).map((field) => (
          <FieldInput
            key={field.name}
            field={field}
            value={values[field.name] ?? ''}
            onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
          />
        ))}
        <label>
          Reason
          <input
            type="text"
            maxLength={512}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
            aria-invalid={!isReasonFit}
          />
          <small>
            {isReasonFit
              ? 'Recorded with the job. Write no secrets.'
              : 'A reason has Latin letters only.'}
          </small>
        </label>
        <div aria-live="polite">
          {dryRun?.plan && <PlanView plan={dryRun.plan} withoutSteps={verb.planned} />}
          {dryRun?.refusal !== undefined && <Refused words={dryRun.refusal} jobId={dryRun.jobId} />}
          {isComplete && !dryRun && <p class="quiet">The plan is being made.</p>}
          {refused && <Refused {...refused} />}
        </div>
        <footer>
          <button
            type="submit"
            class={verb.isDanger ? 'danger' : 'primary'}
            disabled={!dryRun?.plan || !isReasonFit || isSending}
          >
            {isSending ? 'Under way' : verb.label}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
