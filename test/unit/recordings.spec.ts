import { expect, test } from 'playwright/test';
import { classifyObservation, type Sight } from '../../background/classify/index.ts';
import { digest, type Identity } from '../../background/classify/leakage/identity.ts';
import { shippedCatalogue } from '../support/catalogue.ts';
import { observationsOf, plantedKinds, recordings, type Where } from '../support/recordings.ts';

const secret = new Uint8Array(32);
const context = { catalogue: shippedCatalogue(), site: 'clubtest.example', secret };

/** `url.query.uuid` → place and key; a header's key is its name. */
function isAt(finding: Sight, where: Where): boolean {
  const [place, sub, ...rest] = where.place.split('.');
  if (place === 'header') return finding.place === 'header' && finding.key === [sub, ...rest].join('.');
  if (place === 'url' && sub === 'query') return finding.place === 'url.query' && finding.key === rest.join('.');
  return finding.place === where.place;
}

for (const recording of recordings()) {
  const known: Identity[] = Object.entries(recording.planted).map(([name, value]) => ({
    kind: plantedKinds[name] ?? 'unknown',
    value,
    basis: 'declared',
  }));

  test(`every identifier planted in ${recording.sdk} ${recording.version} is found where the recorder saw it`, () => {
    const requests = [
      ...recording.requests,
      ...recording.websockets.map(({ url, where }) => ({
        url,
        method: 'GET',
        headers: {},
        body: '',
        bodyEncoding: 'utf8',
        where: (where ?? []).filter(({ place }) => !place.startsWith('frame')),
      })),
    ];
    let expected = 0;
    for (const request of requests) {
      const found = observationsOf(request).flatMap((it) => classifyObservation(it, { ...context, known }).findings);
      for (const where of request.where ?? []) {
        expected++;
        const value = recording.planted[where.identifier] ?? '';
        const here = found.filter((finding) => finding.digest === digest(secret, value) && isAt(finding, where));
        expect(here, `${where.identifier} in ${where.place} (${where.encoding}) of ${request.url}`).not.toEqual([]);
        // What came in a coat is not reported as plain.
        if (where.encoding === 'base64') {
          expect(here.some(({ encoding }) => encoding.includes('jwt') || encoding.includes('base64'))).toBe(true);
        }
      }
    }
    // Twilio sends identifiers in frames only, which come with the probe.
    if (recording.sdk === 'twilio-video') expect(expected).toBe(0);
    else expect(expected).toBeGreaterThan(0);
  });

  test(`nothing of another person is found in ${recording.sdk}`, () => {
    // Values of the same shapes, one character off: what is found then is found by chance.
    const others: Identity[] = known
      .filter(({ value }) => !value.startsWith('eyJ'))
      .map((identity) => ({ ...identity, value: identity.value.replace(/.$/, (last) => (last === 'x' ? 'y' : 'x')) }));
    const matched = recording.requests
      .flatMap(observationsOf)
      .flatMap((it) => classifyObservation(it, { ...context, known: others }).findings)
      .filter(({ confidence }) => confidence === 'matched');
    expect(matched).toEqual([]);
  });
}
