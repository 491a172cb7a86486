import type { Severity } from '../../extension/model/vocabulary.ts';

/** What stands beside a colour wherever a severity is shown, for those who do not see the colour. */
export const severitySigns: Record<Severity, string> = { high: '▲', medium: '◆', low: '●', info: '○' };

/** Which message names it. */
export const severityKeys: Record<Severity, string> = {
  high: 'severityHigh',
  medium: 'severityMedium',
  low: 'severityLow',
  info: 'severityInfo',
};
