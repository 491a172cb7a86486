import { expect, test } from 'playwright/test';
import { readRelay } from '../../extension/model/messages.ts';
import { bounds } from '../../extension/model/probe-bounds.ts';
import { limits, Outbox } from '../../extension/probe/outbox.ts';

const devices = { what: 'devices', at: 1 };

/** Everything that an outbox gives within some seconds of its life, asked each second. */
function everythingOf(outbox: Outbox, seconds: number): { what: string; events?: number }[] {
  return Array.from({ length: seconds }, (_, second) => outbox.take(second * 1000, second === seconds - 1)).flat(
    2,
  ) as never;
}

test('an event that does not fit voids no other of its batch, and is counted', () => {
  const unfit = [{ what: 'devices', at: 'now' }, { what: 'nonsense' }, null, 7, { ...devices, more: 1 }];
  expect(readRelay({ say: 'seen', events: [devices, ...unfit, devices] }, 9)).toEqual({
    say: 'seen',
    events: [devices, devices, { what: 'summarised', at: 9, events: unfit.length, bytes: 0 }],
  });
});

test('what is no message of a relay is none', () => {
  const tooMany = Array.from({ length: bounds.batch + 1 }, () => devices);
  for (const message of [
    null,
    'seen',
    { say: 'seen' },
    { say: 'seen', events: tooMany },
    { say: 'seen', events: {} },
  ]) {
    expect(readRelay(message, 0)).toBeNull();
  }
});

test('a text of the page that is longer than allowed does not get into the background', () => {
  const url = `wss://a.example/${'x'.repeat(bounds.url)}`;
  const read = readRelay({ say: 'seen', events: [{ what: 'socket', socket: 1, at: 1, url, protocols: [] }] }, 2);
  expect(read).toEqual({ say: 'seen', events: [{ what: 'summarised', at: 2, events: 1, bytes: 0 }] });
});

test('a flood goes through in batches up to the budget, and the rest as a number', () => {
  const outbox = new Outbox(0);
  const flood = 100_000;
  outbox.put(JSON.stringify(Array.from({ length: flood }, () => devices)), 0);
  const [full, ...others] = outbox.take(0);
  expect(full).toHaveLength(bounds.batch);
  for (const batch of others) expect(batch.length).toBeLessThanOrEqual(bounds.batch);
  const all = [full ?? [], ...others].flat() as { what: string; events?: number }[];
  expect(all).toHaveLength(limits.atOnce.events + 1);
  expect(all.at(-1)).toEqual({
    what: 'summarised',
    at: 0,
    events: flood - limits.atOnce.events,
    bytes: expect.any(Number),
  });
});

test('when a frame has told all that it may, and goes on flooding, its totals still get through', () => {
  const outbox = new Outbox(0);
  const body = { what: 'body', base64: 'x'.repeat(bounds.body) };
  const traffic = { what: 'socket-traffic', socket: 1 };
  const seconds = 600;
  const told: string[] = [];
  for (let second = 0; second < seconds; second++) {
    outbox.put(JSON.stringify([body, body, body, traffic]), second * 1000);
    told.push(...outbox.take(second * 1000).flatMap((batch) => batch.map((event) => (event as { what: string }).what)));
  }
  const bodies = told.filter((what) => what === 'body').length;
  expect(bodies).toBeGreaterThan(0);
  expect(bodies * bounds.body).toBeLessThanOrEqual(limits.life.characters);
  expect(told.filter((what) => what === 'socket-traffic')).toHaveLength(seconds);
});

test('what the probe itself has left out is counted with the rest', () => {
  const outbox = new Outbox(0);
  outbox.put(JSON.stringify([{ what: 'summarised', at: 0, events: 40, bytes: 900 }]), 0);
  outbox.put(JSON.stringify([{ what: 'summarised', at: 0, events: 2, bytes: 100 }]), 0);
  expect(everythingOf(outbox, 3)).toEqual([{ what: 'summarised', at: 0, events: 42, bytes: 1000 }]);
});

test('what is not the probe’s is counted and goes nowhere', () => {
  const outbox = new Outbox(0);
  let nested: unknown = 'deep';
  for (let i = 0; i < 100; i++) nested = [nested];
  for (const message of ['{', '{"what":"devices"}', '"text"', 'null', JSON.stringify([nested])]) outbox.put(message, 0);
  const told = everythingOf(outbox, 3);
  expect(told.map(({ what }) => what)).toEqual(['summarised']);
  expect(told[0]?.events).toBe(5);
});
