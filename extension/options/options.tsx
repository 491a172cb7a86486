import { render } from 'preact';
import { LockedNote } from '../ui/locked-note.tsx';
import { loadPackaged, type Packaged } from '../ui/packaged.ts';
import { PageLinks } from '../ui/page-links.tsx';
import { useSettings } from '../ui/use-settings.ts';
import { dressPage, text } from '../ui/words.ts';
import { ConcernForm } from './concern-form.tsx';
import { DeclaredIdentities } from './declared-identities.tsx';
import { HistorySection } from './history-section.tsx';
import { LanguageSection } from './language-section.tsx';
import { NotificationsSection } from './notifications-section.tsx';
import { PauseSection } from './pause-section.tsx';
import { SaveNote } from './save-note.tsx';

function Options({ packaged }: { packaged: Packaged }) {
  const { settings, locked, saving, change } = useSettings();
  return (
    <>
      <header class="page-head">
        <img src="../icons/icon-48.png" alt="" width="32" height="32" />
        <h1>{text('optionsTitle')}</h1>
        <SaveNote saving={saving} />
        <PageLinks here="settings" />
      </header>
      <main data-loaded={settings !== null}>
        {settings !== null && (
          <section class="concern" aria-labelledby="concern-title">
            <h2 id="concern-title">{text('concernTitle')}</h2>
            <p class="lead">{text('concernLead')}</p>
            {locked.includes('concern') && <LockedNote />}
            <ConcernForm
              concern={settings.concern}
              locked={locked.includes('concern')}
              jurisdictions={packaged.jurisdictions}
              onChange={(concern) => change({ ...settings, concern })}
            />
          </section>
        )}
        <DeclaredIdentities />
        {settings !== null && (
          <>
            <HistorySection
              history={settings.history}
              locked={locked}
              onChange={(history) => change({ ...settings, history })}
            />
            <NotificationsSection
              on={settings.notifications}
              locked={locked.includes('notifications')}
              onChange={(notifications) => change({ ...settings, notifications })}
            />
            <PauseSection paused={settings.paused} onChange={(paused) => change({ ...settings, paused })} />
            <LanguageSection
              language={settings.language}
              languages={packaged.languages}
              saved={saving.state === 'saved'}
              onChange={(language) => change({ ...settings, language })}
            />
          </>
        )}
      </main>
    </>
  );
}

dressPage(document.documentElement);
document.title = text('optionsPageTitle');
const packaged = await loadPackaged();
render(<Options packaged={packaged} />, document.body);
