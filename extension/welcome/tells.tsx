import { text } from '../ui/words.ts';

const things = [
  { name: 'welcomeVoice', what: 'welcomeVoiceWhat' },
  { name: 'welcomeWho', what: 'welcomeWhoWhat' },
  { name: 'welcomeLaws', what: 'welcomeLawsWhat' },
  { name: 'welcomeWire', what: 'welcomeWireWhat' },
];

/** What Earshot is for. */
export function Tells() {
  return (
    <section class="tells">
      <h1>{text('welcomeTitle')}</h1>
      <p class="lead">{text('welcomeLead')}</p>
      <ul class="things">
        {things.map(({ name, what }) => (
          <li class="card" key={name}>
            <b>{text(name)}</b>
            <p class="what">{text(what)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
