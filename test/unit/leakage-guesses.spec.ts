import { expect, test } from 'playwright/test';
import { classifyObservation } from '../../background/classify/index.ts';
import { shippedCatalogue } from '../support/catalogue.ts';
import { observationsOf } from '../support/recordings.ts';

/** Values that a serialised format can be read into by chance, each under a key that names it. */
const bodies = {
  '{"installId":"9812AB77E3C04F0D9B1C2D3E4F5A6B47"}': ['device-id'],
  '{"installId":"33AA0F12B7E94C56A1D20E5F60718293","uid":884201777}': ['device-id', 'user-id'],
  '{"room_id":"quiet-harbour-9"}': ['room-id'],
};

for (const [body, kinds] of Object.entries(bodies)) {
  test(`what ${body} happens to decode to is not what its keys name`, () => {
    const [started] = observationsOf({
      url: 'https://statscollector-1.agora.io/events',
      method: 'POST',
      headers: {},
      body,
      bodyEncoding: 'utf8',
    });
    expect(started).toBeDefined();
    if (!started) return;
    const { findings, learned } = classifyObservation(started, {
      catalogue: shippedCatalogue(),
      site: 'rooms.example',
      known: [],
      secret: new Uint8Array(32),
    });
    expect(findings.map(({ kind }) => kind).sort()).toEqual(kinds);
    expect(findings.every(({ encoding }) => encoding.join() === 'json')).toBe(true);
    expect(learned).toHaveLength(kinds.length);
  });
}
