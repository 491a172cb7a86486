import { setTimeout as pause } from 'node:timers/promises';
import type { Bidi } from './bidi.ts';
import { call, type Privileged, urlOf } from './contexts.ts';
import { setPreferences } from './inside.ts';

/** A tab. Functions are sent as source: they see their argument and nothing else from here; values travel as JSON. */
export interface FirefoxPage {
  readonly context: string;
  url(): Promise<string>;
  goto(url: string): Promise<void>;
  evaluate<Result>(run: () => Result | Promise<Result>): Promise<Result>;
  evaluate<Result, Argument>(
    run: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
  /** Until the function answers something true, at most `ms`. */
  waitFor(run: () => unknown, ms?: number): Promise<void>;
  /** A PNG of what is in view. */
  screenshot(): Promise<Buffer>;
  /** Gives the page so many CSS pixels. */
  resize(width: number, height: number): Promise<void>;
  /** Presses and releases a key, as `KeyboardEvent.key` names it, with the page in front. */
  press(key: 'Tab' | 'Enter' | 'Escape' | ' ' | `Arrow${'Up' | 'Down' | 'Left' | 'Right'}`): Promise<void>;
  /** What the person has set for all pages; Firefox keeps it for every page of the browser. */
  prefer(wishes: { dark?: boolean; lessMotion?: boolean }): Promise<void>;
  close(): Promise<void>;
}

/** Names of keys in WebDriver (w3.org/TR/webdriver2, "Keyboard actions"). */
const keyCodes = {
  Tab: '\uE004',
  Enter: '\uE007',
  Escape: '\uE00C',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  ' ': ' ',
} as const;

/** @param context the tab's, as BiDi names it */
export function pageAt(bidi: Bidi, context: string, privileged: Privileged): FirefoxPage {
  const evaluate = <Result, Argument>(run: (argument: Argument) => Result | Promise<Result>, argument?: Argument) =>
    call(bidi, context, run, argument as Argument);
  return {
    context,
    evaluate,
    url: () => urlOf(bidi, context),
    async goto(url) {
      await bidi.send('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    async waitFor(run, ms = 15_000) {
      const end = Date.now() + ms;
      // A tab that is between two documents refuses to evaluate: not an answer either.
      while (!(await evaluate(run).catch(() => false))) {
        if (Date.now() > end) throw new Error(`Not within ${ms} ms: ${run}`);
        await pause(50);
      }
    },
    async screenshot() {
      const { data } = await bidi.send<{ data: string }>('browsingContext.captureScreenshot', { context });
      return Buffer.from(data, 'base64');
    },
    async resize(width, height) {
      await bidi.send('browsingContext.setViewport', { context, viewport: { width, height } });
    },
    async press(key) {
      await bidi.send('browsingContext.activate', { context });
      const value = keyCodes[key];
      const actions = [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ];
      await bidi.send('input.performActions', { context, actions: [{ type: 'key', id: 'keyboard', actions }] });
    },
    async prefer({ dark = false, lessMotion = false }) {
      await privileged(setPreferences, {
        'layout.css.prefers-color-scheme.content-override': dark ? 0 : 1,
        'ui.prefersReducedMotion': lessMotion ? 1 : 0,
      });
    },
    async close() {
      await bidi.send('browsingContext.close', { context });
    },
  };
}
