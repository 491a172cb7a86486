import { useEffect, useState } from 'preact/hooks';
import { automatic } from '../model/language.ts';
import { text } from '../ui/words.ts';

interface Props {
  language: string;
  languages: readonly string[];
  saved: boolean;
  onChange: (language: string) => void;
}

export function LanguageSection({ language, languages, saved, onChange }: Props) {
  const [chosen, setChosen] = useState(false);
  // The words of a page are read once: in another language the page begins anew.
  useEffect(() => {
    if (chosen && saved) location.reload();
  }, [chosen, saved]);
  const known = languages.includes(language) || language === automatic ? languages : [...languages, language];
  return (
    <section class="language" aria-labelledby="language-title">
      <h2 id="language-title">{text('languageTitle')}</h2>
      <div class="card setting-card">
        <div class="setting">
          <label for="language-choice">{text('languageLabel')}</label>
          <select
            id="language-choice"
            value={language}
            onChange={({ currentTarget }) => {
              setChosen(true);
              onChange(currentTarget.value);
            }}
          >
            <option value={automatic}>{text('languageAuto')}</option>
            {known.map((code) => (
              <option key={code} value={code} lang={tagOf(code)}>
                {ownName(code)}
              </option>
            ))}
          </select>
        </div>
      </div>
    </section>
  );
}

const tagOf = (folder: string) => folder.replace('_', '-');

/** A language as those who speak it call it. */
function ownName(folder: string): string {
  const tag = tagOf(folder);
  return new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? folder;
}
