import { expect } from 'playwright/test';
import { findingsOf, reportUntil, test } from '../support/earshot.ts';
import { plantedPing } from '../support/planted.ts';
import { rooms } from '../support/rooms.ts';

test('a ping in plain http shows room and user to anyone on the wire', async ({ earshot }) => {
  const page = await earshot.open(`${rooms.clean}?auto`);
  const report = await reportUntil(earshot, page, (it) => findingsOf(it).some(({ kind }) => kind === 'room-id'));
  const found = findingsOf(report).filter(({ host }) => host === plantedPing.host);
  expect(found.find(({ kind }) => kind === 'user-id')).toMatchObject({
    place: 'url.query',
    key: 'uid',
    onTheWire: true,
  });
  expect(found.find(({ kind }) => kind === 'room-id')).toMatchObject({
    place: 'url.query',
    key: 'cname',
    onTheWire: true,
  });

  const [gravest] = report.warnings;
  expect(gravest).toMatchObject({ rule: 'identifiers-on-the-wire', severity: 'high', hosts: [plantedPing.host] });
  expect(report.destinations.find(({ host }) => host === plantedPing.host)?.operator?.name).toContain('Agora');
  // Nobody was seen to carry the voice: a statistics host does not.
  expect(report.parties.filter(({ ring }) => ring === 'hears')).toEqual([]);
  expect(report.parties.find(({ id }) => id === 'wire')?.learns).toMatchObject({
    'user-id': 'on-the-wire',
    'room-id': 'on-the-wire',
  });
});
