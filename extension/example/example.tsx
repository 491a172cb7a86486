import { render } from 'preact';
import { type Example, loadExample } from '../../background/tell/example.ts';
import { generalConcern } from '../model/settings.ts';
import { PageLinks } from '../ui/page-links.tsx';
import { Header } from '../ui/report/header.tsx';
import { Report } from '../ui/report/report.tsx';
import { useSettings } from '../ui/use-settings.ts';
import { dressPage, text } from '../ui/words.ts';

function ExamplePage({ example }: { example: Example | null }) {
  const { settings } = useSettings();
  const report = example?.report(settings?.concern ?? generalConcern);
  return (
    <>
      <header class="page-head">
        <img src="../icons/icon-48.png" alt="" width="32" height="32" />
        <p class="page-name">{text('extensionName')}</p>
        <PageLinks />
      </header>
      <main>
        <p class="example-mark">
          <b>{text('exampleMark')}</b> {text('exampleWhat')}
        </p>
        {report === undefined ? (
          <p class="problem" role="alert">
            {text('exampleMissing')}
          </p>
        ) : (
          <article class="example">
            <Header report={report} />
            <Report report={report} />
          </article>
        )}
      </main>
    </>
  );
}

dressPage(document.documentElement);
document.title = text('examplePageTitle');
const example = await loadExample();
render(<ExamplePage example={example} />, document.body);
