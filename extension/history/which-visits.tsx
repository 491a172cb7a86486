import { text } from '../ui/words.ts';

/** Visits that something can be done with. */
export interface SomeVisits {
  name: string;
  words: string;
  visits: number;
}

interface Props<Choice extends SomeVisits> {
  legend: string;
  /** The question is the dialog's title already: the legend is for those who do not see it. */
  aside?: boolean;
  choices: readonly Choice[];
  chosen: Choice;
  disabled?: boolean;
  onChoose: (name: string) => void;
}

/** With which visits: one of the choices, each with how many it means. */
export function WhichVisits<Choice extends SomeVisits>({
  legend,
  aside = false,
  choices,
  chosen,
  disabled = false,
  onChoose,
}: Props<Choice>) {
  return (
    <fieldset class="options" disabled={disabled}>
      <legend class={aside ? 'aside' : undefined}>{legend}</legend>
      {choices.map(({ name, words, visits }) => (
        <label key={name} class="option">
          <input
            type="radio"
            name="visits"
            value={name}
            checked={name === chosen.name}
            onChange={() => onChoose(name)}
          />
          <span>{words}</span>
          <span class="dim count">{text('visits', [visits], visits)}</span>
        </label>
      ))}
    </fieldset>
  );
}
