import type { ComponentChildren } from 'preact';
import browser from 'webextension-polyfill';
import { text } from './words.ts';

interface Props {
  /** Where on the page of help: the id of one of its parts or terms. */
  at?: string;
  class?: string;
  /** What it is called, where that is not what it shows. */
  name?: string;
  children?: ComponentChildren;
}

/** The way to the page of help, in a tab of its own. */
export function HelpLink({ at, class: className, name, children = text('footerHelp') }: Props) {
  return (
    <a
      href={browser.runtime.getURL(`help/index.html${at === undefined ? '' : `#${at}`}`)}
      class={className}
      target="_blank"
      rel="noopener"
      aria-label={name}
      title={name}
    >
      {children}
    </a>
  );
}
