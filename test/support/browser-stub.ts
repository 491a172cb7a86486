import { lookupIn, type Messages } from '../../background/tell/say.ts';
import messages from '../../extension/_locales/en/messages.json';
import { playBackground } from './popup-scenes.ts';

/**
 * Stands where `webextension-polyfill` stands, so that the popup can be opened as a plain page. The scene and the
 * language come from the page's address: `?scene=rich&dir=rtl&longer=1&ui=de`, or `&language=de`, a folder of `_locales`.
 */
const params = new URLSearchParams(location.search);
const lookup = lookupIn(messages as Messages);

function getMessage(key: string, values: string | string[] = []): string {
  if (key === 'textDirection' && params.has('dir')) return params.get('dir') ?? '';
  const text = lookup(key, [values].flat());
  // A language whose sentences are 40% longer.
  return params.has('longer') && !['languageTag', 'textDirection', 'justText'].includes(key) && text !== ''
    ? `${text}${'·o'.repeat(Math.ceil(text.length / 5))}`
    : text;
}

export default {
  i18n: { getMessage, getUILanguage: () => params.get('ui') ?? 'en-GB' },
  runtime: { connect: playBackground(params.get('scene') ?? 'rich'), getURL: (path: string) => `/${path}` },
  storage: { local: { get: async () => ({ settings: { language: params.get('language') ?? 'auto' } }) } },
  tabs: { TAB_ID_NONE: -1, query: async () => [{ id: 7 }] },
  permissions: { request: async () => false },
  extension: { getViews: () => (params.has('popup') ? [window] : []) },
};
