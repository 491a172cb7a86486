import { severitySigns } from '../../background/tell/say-severity.ts';
import type { Severity } from '../model/vocabulary.ts';
import { severityKeys } from './terms.ts';
import { text } from './words.ts';

/** Severity by sign and colour, and by word for those who see neither. */
export function SeveritySign({ severity }: { severity: Severity }) {
  return (
    <span class={`severity severity-${severity}`} title={text(severityKeys[severity])}>
      <span aria-hidden="true">{severitySigns[severity]}</span>
      <span class="aside">{text(severityKeys[severity])}</span>
    </span>
  );
}
