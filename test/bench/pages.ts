/**
 * The pages that the bench loads. They follow from a seed, so that each browser gets the same bytes in each run.
 * The ordinary page is a news page as far as a browser can tell: 300 requests to 30 third-party hosts, of which 40%
 * images, 20% async scripts, 13% fetches, 14% posts and 13% beacons of 1 KB of JSON, with ids in the addresses.
 */

export const site = 'site.test';
export const requestsPerPage = 300;
export const thirdParties = Array.from({ length: 30 }, (_, i) => `s${i}.host${String(i).padStart(2, '0')}.test`);

function hexSource(seed: number): (length: number) => string {
  let state = seed;
  const digit = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 28).toString(16);
  };
  return (length) => Array.from({ length }, digit).join('');
}

const userId = hexSource(7)(32);

function analyticsBody(seq: number): string {
  const hex = hexSource(1000 + seq);
  const known = { uid: userId, device: hexSource(8)(32), seq, event: 'view', page: `/article/${seq}` };
  const properties: Record<string, string> = {};
  for (let i = 0; i < 28; i++) properties[`p${i}`] = hex(20);
  return JSON.stringify({ ...known, properties });
}

/** What the page's script does: the fetches in 24 lanes, the beacons as fast as the browser's quota lets them. */
const ordinaryScript = `
  const nap = (ms) => new Promise((done) => setTimeout(done, ms));
  const failures = [];
  const send = (url, body) => fetch(url, body && { method: 'POST', body })
    .then((response) => response.text())
    .catch((error) => failures.push(String(error)));
  globalThis.benchDone = (async () => {
    const queue = [...plan.gets.map((url) => [url]), ...plan.posts];
    const lane = async () => { while (queue.length > 0) await send(...queue.shift()); };
    const beacons = async () => {
      for (const [url, body] of plan.beacons) while (!navigator.sendBeacon(url, body)) await nap(10);
    };
    await Promise.all([...Array.from({ length: 24 }, lane), beacons()]);
    if (document.readyState !== 'complete') await new Promise((done) => addEventListener('load', done));
    return { failures };
  })();`;

function ordinaryPage(): string {
  const hex = hexSource(42);
  let made = 0;
  const url = (kind: string) => {
    const host = thirdParties[made % thirdParties.length];
    return `https://${host}/${kind}/${made++}?v=${hex(6)}&u=${userId}&w=${hex(5)}`;
  };
  const many = <T>(share: number, make: () => T) => Array.from({ length: share * requestsPerPage }, make);
  const images = many(0.4, () => `<img width=1 height=1 alt="" src="${url('image')}">`);
  const scripts = many(0.2, () => `<script async src="${url('script')}"></script>`);
  const withBody = (kind: string): [string, string] => [url(kind), analyticsBody(made)];
  const plan = {
    gets: many(0.13, () => url('get')),
    posts: many(0.14, () => withBody('post')),
    beacons: many(0.13, () => withBody('beacon')),
  };
  // Two images, then a script, as tags come mixed on a page.
  const tags = images.flatMap((image, i) => (i % 2 ? [image, scripts[(i - 1) / 2] ?? ''] : [image]));
  return `<!doctype html><meta charset=utf-8><title>ordinary</title><body><script>
  const plan = ${JSON.stringify(plan)};${ordinaryScript}
  </script>${tags.join('\n')}</body>`;
}

const done = '<script>globalThis.benchDone = Promise.resolve({ failures: [] })</script>';

/** The site's own pages by path. Everything else is answered by its kind, see page-server.ts. */
export const sitePages: Record<string, string> = {
  '/ordinary': ordinaryPage(),
  '/warm': `<!doctype html><title>warm</title><body><img alt="" src="https://${thirdParties[0]}/image/0">${done}`,
  '/blank': `<!doctype html><title>blank</title><body>${done}`,
};
