import type { VoicePath } from '../extension/model/report.ts';
import { certaintyKeys, encryptionKeys, routeKeys } from '../extension/ui/terms.ts';
import { say, text } from '../extension/ui/words.ts';
import { Disclosure } from './disclosure.tsx';

/** How the voice leaves, in one line, and how Earshot knows. */
export function VoicePathNote({ voice }: { voice: VoicePath }) {
  const { route, encryption, certainty, basis } = voice;
  return (
    <Disclosure
      class="card warning path"
      summary={
        <span class="warning-head">
          <span class="words">
            <b>{text(routeKeys[route])}</b>
            <span class="warning-detail">{text(encryptionKeys[encryption])}</span>
          </span>
        </span>
      }
    >
      <ul class="prose">
        {basis.map((phrase) => (
          <li key={phrase.key}>{say(phrase)}</li>
        ))}
        <li class="dim">{text(certaintyKeys[certainty])}</li>
      </ul>
    </Disclosure>
  );
}
