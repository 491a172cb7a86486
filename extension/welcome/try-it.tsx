import { text } from '../ui/words.ts';

export function TryIt() {
  return (
    <section class="card" aria-labelledby="try">
      <h2 id="try">{text('welcomeTry')}</h2>
      <p class="what">{text('welcomeTryWhat')}</p>
      <p>
        <a class="button" href="../example/index.html" target="_blank" rel="noopener">
          {text('welcomeTryLink')}
        </a>
      </p>
    </section>
  );
}
