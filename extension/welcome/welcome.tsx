import { render } from 'preact';
import { PageLinks } from '../ui/page-links.tsx';
import { dressPage, text } from '../ui/words.ts';
import { Access } from './access.tsx';
import { ConcernChoice } from './concern-choice.tsx';
import { Keeps } from './keeps.tsx';
import { Start } from './start.tsx';
import { Tells } from './tells.tsx';
import { TryIt } from './try-it.tsx';

function Welcome() {
  return (
    <>
      <header class="page-head">
        <img src="../icons/icon-48.png" alt="" width="32" height="32" />
        <p class="page-name">{text('extensionName')}</p>
        <PageLinks />
      </header>
      <main>
        <Tells />
        <div class="pairs">
          <Access />
          <TryIt />
          <Keeps />
          <Start />
        </div>
        <ConcernChoice />
      </main>
    </>
  );
}

dressPage(document.documentElement);
document.title = text('welcomePageTitle');
render(<Welcome />, document.body);
