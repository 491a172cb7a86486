import type { ComponentChildren } from 'preact';

/**
 * Words of the catalogue, which are English whatever the page speaks: so that they are read out as English, and stand
 * from left to right in a page that does not.
 */
export function English({ children }: { children: ComponentChildren }) {
  return <bdi lang="en">{children}</bdi>;
}
