import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import { usePolled } from '../api/polled.ts';
import { Refusal } from '../parts/notice.tsx';
import { Facts } from '../parts/facts.tsx';
import { selectionWords } from '../parts/selection.ts';
import { useTicking } from '../parts/ticking.ts';
import { VerbButtons } from '../parts/verbButtons.tsx';
import { linkTo } from '../router.ts';
import { agoOf } from '../words/times.ts';
import { rulesOf, type Policy } from './policies.ts';
import { create } from './policyVerbs.ts';

const EVERY_MS = 5_000;

/** The rules of a policy, each as a sentence. */
export function Rules({ policy }: { policy: Policy }): JSX.Element {
  return (
    <ul aria-label="Rules">
      {rulesOf(policy).map((rule) => (
        <li key={rule}>{rule}</li>
      ))}
    </ul>
  );
}

/** The channels that a policy is about, and the person who has written it. */
export function PolicyFacts({ policy }: { policy: Policy }): JSX.Element {
  const { selection, updatedBy, updatedAt } = policy;
  return (
    <Facts
      facts={[
        ['Channels', selectionWords(selection)],
        ['Written by', `${updatedBy}, ${agoOf(updatedAt)}`],
      ]}
    />
  );
}

/** All policies, with their rules in words. */
export function PoliciesPage(): JSX.Element {
  useTicking(5_000);
  const [told, setTold] = useState('');
  const { data, refusal, refresh } = usePolled('policies', EVERY_MS, (asked) =>
    api().GET('/v1/policies', asked),
  );
  const policies = data?.policies ?? [];
  return (
    <>
      <h1>
        Policies <small>{data && policies.length}</small>
      </h1>
      <p class="lead">
        A policy says what holds for the channels of a selection. If several are about a channel,
        the strictest rule counts.
      </p>
      <Refusal words={refusal} />
      <VerbButtons
        verbs={[create]}
        onDone={() => {
          setTold('Done.');
          refresh();
        }}
      />
      <p role="status" class="quiet">
        {told}
      </p>
      {data && policies.length === 0 && <p class="quiet">There are no policies.</p>}
      <ul class="resources" aria-label="Policies">
        {policies.map((policy) => (
          <li key={policy.name} class="card">
            <h2>
              <a href={linkTo(['policies', policy.name])}>{policy.name}</a>
            </h2>
            <Rules policy={policy} />
            <PolicyFacts policy={policy} />
          </li>
        ))}
      </ul>
    </>
  );
}
