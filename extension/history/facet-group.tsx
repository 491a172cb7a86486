import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { Facet } from '../model/history.ts';
import { numberOf, text } from '../ui/words.ts';

interface Props<T extends string> {
  name: string;
  title: string;
  facets: readonly Facet<T>[];
  chosen: readonly T[];
  wordsOf: (value: T) => string;
  signOf?: (value: T) => ComponentChildren;
  onChange: (chosen: T[]) => void;
}

const atFirst = 6;
/** From so many on, one looks for a choice by its name. */
const many = 16;
/** More than these nobody reads through; the name finds the others. */
const mostShown = 100;

/** Choices of one kind, the most frequent first, each with how many visits it would bring. */
export function FacetGroup<T extends string>({ name, title, facets, chosen, wordsOf, signOf, onChange }: Props<T>) {
  const [all, setAll] = useState(false);
  const [part, setPart] = useState('');
  const id = useId();
  const known = new Set(facets.map(({ value }) => value));
  // What is chosen is shown, also where it would bring nothing.
  const every = [
    ...facets,
    ...chosen.filter((value) => !known.has(value)).map((value): Facet<T> => ({ value, visits: 0 })),
  ];
  if (every.length === 0) return null;
  const most = Math.max(1, ...facets.map(({ visits }) => visits));
  const wanted = part.trim().toLowerCase();
  const named = wanted === '' ? every : every.filter(({ value }) => wordsOf(value).toLowerCase().includes(wanted));
  const shown = all
    ? named.slice(0, mostShown)
    : every.filter(({ value }, index) => index < atFirst || chosen.includes(value));
  const hidden = every.length - shown.length;
  return (
    <fieldset class="facet">
      <legend>{title}</legend>
      {all && every.length >= many && (
        <input
          type="search"
          class="facet-find"
          aria-label={text('filterFind', [title])}
          placeholder={text('filterFindHint')}
          value={part}
          onInput={({ currentTarget }) => setPart(currentTarget.value)}
        />
      )}
      <ul class={all ? 'facet-all' : ''} id={id}>
        {shown.map(({ value, visits }) => (
          <li key={value}>
            <label class="choice">
              <input
                type="checkbox"
                name={name}
                value={value}
                checked={chosen.includes(value)}
                onChange={({ currentTarget }) =>
                  onChange(currentTarget.checked ? [...chosen, value] : chosen.filter((other) => other !== value))
                }
              />
              <span class="choice-words">
                {signOf?.(value)}
                <bdi class="choice-name">{wordsOf(value)}</bdi>
              </span>
              <span class="choice-count">
                {numberOf(visits)}
                <span class="aside"> {text('filterVisits', [], visits)}</span>
              </span>
              <span class="choice-bar" aria-hidden="true" style={{ inlineSize: `${(100 * visits) / most}%` }} />
            </label>
          </li>
        ))}
      </ul>
      {(hidden > 0 || all) && every.length > atFirst && (
        <button
          type="button"
          class="link small"
          aria-expanded={all}
          aria-controls={id}
          onClick={() => {
            setAll(!all);
            setPart('');
          }}
        >
          {all ? text('filterFewer') : text('showMore', [hidden])}
        </button>
      )}
    </fieldset>
  );
}
