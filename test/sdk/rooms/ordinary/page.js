import { hosts, requests } from '/plan.js';

/** The same numbers in every run, so that runs compare. https://en.wikipedia.org/wiki/Linear_congruential_generator */
function seeded(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const element = (name, url) =>
  new Promise((resolve) => {
    const node = document.createElement(name);
    node.addEventListener('load', resolve);
    node.addEventListener('error', resolve);
    node.src = url;
    document.body.append(node);
  });

/** What pages do, about as often as they do it. */
const kinds = [
  (base, n) => element('img', `${base}/picture-${n}.gif?w=320`),
  (base, n) => element('img', `${base}/pixel-${n}.gif?page=front&v=${n}`),
  (base, n) => element('script', `${base}/library-${n}.js`),
  (base, n) => fetch(`${base}/api/items?page=${n}`),
  (base, n) => fetch(`${base}/api/items/${n}`, { method: 'POST', body: JSON.stringify({ n, view: 'front' }) }),
  (base, n) => navigator.sendBeacon(`${base}/collect?n=${n}`, `event=view&n=${n}`),
];

const random = seeded(20_210_212);
const sent = [];
for (let n = 0; n < requests; n++) {
  const kind = kinds[random(kinds.length)];
  sent.push(kind(`https://${hosts[n % hosts.length]}`, n));
}
await Promise.allSettled(sent);
document.body.dataset.requests = String(sent.length);
document.body.dataset.state = 'done';
