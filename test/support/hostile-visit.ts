import type { KeptVisit } from '../../extension/model/history.ts';
import { keptContact, keptFinding, keptVisit } from './kept-visits.ts';

/** Texts that would be markup, script or a way out where they are not taken as text. */
export const hostileTexts = [
  '<script>alert(1)</script>',
  '"><img src=http://evil.example/x onerror=alert(1)>',
  "'onmouseover='alert(1)",
  '</style><style>@import "http://evil.example/x.css"</style>',
  '</title><meta http-equiv=refresh content="0;url=http://evil.example/">',
  'javascript:alert(1)',
  '&lt;b&gt; &amp;amp; \u202Emoc.elpmaxe',
] as const;

/** A visit in which every text that a page can choose is such a one. */
export function hostileVisit(): KeptVisit {
  const kept = keptVisit();
  const contacts = hostileTexts.map((text, at) =>
    keptContact(text, [keptFinding(at, { key: text, masked: text, encoding: [text], onTheWire: true })], {
      schemes: [text],
      addresses: [
        {
          ip: text,
          network: { asn: 1, name: text, operator: text },
          location: { country: null, certainty: 'unknown', candidates: [], note: text },
        },
      ],
    }),
  );
  kept.visit.site = hostileTexts[0];
  kept.visit.contacts = Object.fromEntries(contacts.map((contact) => [contact.host, contact]));
  kept.visit.blindSpots = {
    one: { what: { key: hostileTexts[1], values: [hostileTexts[2]] }, host: hostileTexts[3], count: 1 },
  };
  return kept;
}
