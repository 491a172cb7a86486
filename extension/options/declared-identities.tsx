import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import {
  checkIdentity,
  type DeclarableKind,
  declarableKinds,
  type IdentityProblem,
  longest,
  maxIdentities,
  type ShownIdentity,
} from '../model/identities.ts';
import { SaidLine, useSaid } from '../ui/said.tsx';
import { kindKeys } from '../ui/terms.ts';
import { text } from '../ui/words.ts';
import { declareHintKeys, declareKindKeys, identityProblemKeys } from './identity-terms.ts';
import { useIdentities } from './use-identities.ts';

/** What the person wants to be looked for: entered here, shown masked, and deleted here. */
export function DeclaredIdentities() {
  const { identities, failed, add, remove } = useIdentities();
  const [said, say] = useSaid();
  const [lost, setLost] = useState<IdentityProblem | null>(null);
  const value = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  /** Where the keyboard goes on once the list shows what has changed; `form` where nothing is left to delete. */
  const next = useRef<string | null>(null);

  useLayoutEffect(() => {
    if (next.current === null) return;
    const rows = [...(list.current?.children ?? [])] as HTMLElement[];
    const row = rows.find(({ dataset }) => dataset['identity'] === next.current);
    next.current = null;
    (row?.querySelector('button') ?? value.current)?.focus();
  }, [identities]);

  async function onAdd(kind: DeclarableKind, typed: string): Promise<IdentityProblem | null> {
    const answer = await add(kind, typed);
    const added = answer.identities.at(-1);
    say(answer.problem === null && added ? text('declareAdded', [nameOf(added)]) : '');
    return answer.problem;
  }

  async function onRemove(gone: ShownIdentity): Promise<void> {
    const all = identities ?? [];
    const at = all.indexOf(gone);
    next.current = (all[at + 1] ?? all[at - 1])?.id ?? 'form';
    const problem = await remove(gone.id);
    setLost(problem);
    say(problem === null ? text('declareRemoved', [nameOf(gone)]) : '');
    if (problem !== null) next.current = null;
  }

  return (
    <section class="declared" aria-labelledby="declared-title">
      <h2 id="declared-title">{text('declareTitle')}</h2>
      <p class="lead">{text('declareLead')}</p>
      <div class="card declared-card">
        <AddForm value={value} onAdd={onAdd} />
        <SaidLine said={said} class="declared-said" />
        {lost !== null && (
          <p class="problem" role="alert">
            {text(identityProblemKeys[lost])}
          </p>
        )}
        <h3 id="declared-list">{text('declareList', [identities?.length ?? 0, maxIdentities])}</h3>
        {failed && <p class="problem">{text('declareFailed')}</p>}
        {identities?.length === 0 && <p class="what declared-none">{text('declareNone')}</p>}
        {identities !== null && identities.length > 0 && (
          <ul ref={list} aria-labelledby="declared-list">
            {identities.map((identity) => (
              <li key={identity.id} class="declared-row" data-identity={identity.id}>
                <Shown identity={identity} />
                <button
                  type="button"
                  class="plain"
                  aria-label={text('declareDeleteNamed', [nameOf(identity)])}
                  onClick={() => void onRemove(identity)}
                >
                  {text('declareDelete')}
                </button>
              </li>
            ))}
          </ul>
        )}
        <p class="what">{text('declareKept')}</p>
      </div>
    </section>
  );
}

/** `e-mail m••••@••••.org`, as it is said where it stands in a sentence. */
function nameOf({ kind, masked }: ShownIdentity): string {
  return kind === null ? text('declareUnreadableName') : text('declareName', [{ message: kindKeys[kind] }, masked]);
}

function Shown({ identity: { kind, masked, weak } }: { identity: ShownIdentity }) {
  if (kind === null) return <span class="problem">{text('declareUnreadable')}</span>;
  return (
    <span>
      <span class="declared-kind">{text(kindKeys[kind])}</span> <code>{masked}</code>
      {weak && <span class="what">{text('declareWeak')}</span>}
    </span>
  );
}

interface AddProps {
  value: { current: HTMLInputElement | null };
  onAdd: (kind: DeclarableKind, typed: string) => Promise<IdentityProblem | null>;
}

const keyboards: Partial<Record<DeclarableKind, 'email' | 'tel'>> = { email: 'email', phone: 'tel' };

function AddForm({ value, onAdd }: AddProps) {
  const [kind, setKind] = useState<DeclarableKind>('email');
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<IdentityProblem | null>(null);
  const [waiting, setWaiting] = useState(false);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (waiting) return;
    const checked = checkIdentity(kind, typed);
    let wrong = 'problem' in checked ? checked.problem : null;
    if (wrong === null) {
      setWaiting(true);
      wrong = await onAdd(kind, typed);
      setWaiting(false);
    }
    setProblem(wrong);
    if (wrong === null) setTyped('');
    value.current?.focus();
  }

  return (
    <form class="declare-form" autocomplete="off" noValidate onSubmit={(event) => void submit(event)}>
      <div class="field">
        <label for="declare-kind">{text('declareKind')}</label>
        <select
          id="declare-kind"
          value={kind}
          onChange={({ currentTarget }) => {
            setKind(declarableKinds.find((one) => one === currentTarget.value) ?? kind);
            setProblem(null);
          }}
        >
          {declarableKinds.map((one) => (
            <option key={one} value={one}>
              {text(declareKindKeys[one])}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="declare-value">{text('declareValue')}</label>
        {/* Not of type email or tel: browsers fill those in, remember them, and rewrite what was typed. A spelling
            checker may be a server's; autocomplete=off also keeps the text out of the stored session. */}
        <input
          id="declare-value"
          type="text"
          ref={value}
          inputMode={keyboards[kind] ?? 'text'}
          autocomplete="off"
          autocapitalize="none"
          autocorrect="off"
          spellcheck={false}
          dir={kind === 'display-name' ? 'auto' : 'ltr'}
          value={typed}
          aria-invalid={problem !== null}
          aria-describedby="declare-problem declare-hint"
          onInput={({ currentTarget }) => {
            setTyped(currentTarget.value);
            setProblem(null);
          }}
        />
        <p id="declare-problem" class="problem" role="alert">
          {problem !== null && text(identityProblemKeys[problem], problem === 'too-long' ? [longest[kind]] : [])}
        </p>
        <p id="declare-hint" class="what">
          {text(declareHintKeys[kind])}
        </p>
      </div>
      <button type="submit" class="button">
        {text('declareAdd')}
      </button>
    </form>
  );
}
