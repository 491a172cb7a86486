import { text } from '../ui/words.ts';

const kept = ['welcomeKeepsVisits', 'welcomeKeepsNothing', 'welcomeKeepsHere'];

export function Keeps() {
  return (
    <section class="card" aria-labelledby="keeps">
      <h2 id="keeps">{text('welcomeKeeps')}</h2>
      <ul class="what bullets">
        {kept.map((key) => (
          <li key={key}>{text(key)}</li>
        ))}
      </ul>
    </section>
  );
}
