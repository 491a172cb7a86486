import type { ComponentChildren } from 'preact';
import { type Place, queryOf } from './address.ts';
import type { InPlace } from './use-place.ts';

interface Props {
  place: Place;
  go: InPlace['go'];
  class?: string;
  tabIndex?: number;
  current?: boolean;
  children: ComponentChildren;
}

/** A link to another place of this page: opened here, or wherever else the person asks for. */
export function InPageLink({ place, go, class: className, tabIndex, current, children }: Props) {
  return (
    <a
      class={className}
      href={`index.html${queryOf(place)}`}
      tabIndex={tabIndex}
      aria-current={current ? 'page' : undefined}
      onClick={(event) => {
        if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        go(place);
      }}
    >
      {children}
    </a>
  );
}
