import { render } from 'preact';
import { loadPackaged, type Packaged } from '../ui/packaged.ts';
import { PageLinks } from '../ui/page-links.tsx';
import { dressPage, text } from '../ui/words.ts';
import { About } from './about.tsx';
import { Glossary } from './glossary.tsx';
import { Unseen } from './unseen.tsx';

const parts = [
  { id: 'unseen', title: 'unseenTitle' },
  { id: 'glossary', title: 'glossaryTitle' },
  { id: 'about', title: 'aboutTitle' },
];

function Help({ packaged }: { packaged: Packaged }) {
  return (
    <>
      <header class="page-head">
        <img src="../icons/icon-48.png" alt="" width="32" height="32" />
        <h1>{text('helpPageTitle')}</h1>
        <PageLinks here="help" />
      </header>
      <main>
        <nav class="contents" aria-label={text('helpContents')}>
          {parts.map(({ id, title }) => (
            <a key={id} href={`#${id}`}>
              {text(title)}
            </a>
          ))}
        </nav>
        <Unseen packaged={packaged} />
        <Glossary />
        <About packaged={packaged} />
      </main>
    </>
  );
}

dressPage(document.documentElement);
document.title = text('helpPageTitle');
const packaged = await loadPackaged();
render(<Help packaged={packaged} />, document.body);
// What the address points to was not there yet when the browser looked for it: it is asked once more.
if (location.hash !== '') location.replace(location.hash);
