import { text } from '../ui/words.ts';

const steps = ['welcomeStartTalk', 'welcomeStartBadge', 'welcomeStartPin'];

export function Start() {
  return (
    <section class="card" aria-labelledby="start">
      <h2 id="start">{text('welcomeStart')}</h2>
      <ol class="what">
        {steps.map((step) => (
          <li key={step}>{text(step)}</li>
        ))}
      </ol>
    </section>
  );
}
