import { expect, test } from 'playwright/test';
import { FramesOfVisit } from '../../background/frames-of-visit.ts';

const nowhere = { page: null, frame: null, parent: null };
const site = 'rooms.example';

test('what a page of another site sent is not of the visit, whatever else is said of it', () => {
  const frames = new FramesOfVisit();
  frames.are(['page', 'inner']);
  expect(frames.has({ page: 'old.example', frame: 'inner', parent: 'page' }, site, false)).toBe(false);
});

test('a frame in a frame of the visit is of the visit, also when both are gone before anybody can ask', () => {
  const frames = new FramesOfVisit();
  expect(frames.has({ page: site, frame: 'page', parent: null }, site, false)).toBe(true);
  expect(frames.has({ page: null, frame: 'outer', parent: 'page' }, site, false)).toBe(true);
  expect(frames.has({ page: null, frame: 'inner', parent: 'outer' }, site, false)).toBe(true);
  expect(frames.has({ page: null, frame: 'inner', parent: null }, site, false)).toBe(true);
});

test('of a frame that nobody knows the browser is asked once, until the tab shows another page', () => {
  const frames = new FramesOfVisit();
  const stranger = { page: null, frame: 'stranger', parent: null };
  expect(frames.has(stranger, site, false)).toBeNull();
  frames.isElsewhere(stranger);
  expect(frames.has(stranger, site, false)).toBe(false);
  frames.committed('page');
  expect(frames.has(stranger, site, false)).toBeNull();
});

test('a frame that the browser names after all is of the visit', () => {
  const frames = new FramesOfVisit();
  const late = { page: null, frame: 'late', parent: null };
  frames.isElsewhere(late);
  frames.are(['late']);
  expect(frames.has(late, site, false)).toBe(true);
});

test('frames of an earlier page of the visit have requests on their way, and nothing more to say', () => {
  const frames = new FramesOfVisit();
  frames.are(['first', 'inner']);
  frames.committed('second');
  expect(frames.has({ page: null, frame: 'inner', parent: 'first' }, site, false)).toBe(true);
  expect(frames.has({ page: null, frame: 'inner', parent: null }, site, true)).toBeNull();
  // The person has gone back, and the browser shows the same documents again.
  frames.committed('first');
  frames.are(['first', 'inner']);
  expect(frames.has({ page: null, frame: 'inner', parent: null }, site, true)).toBe(true);
});

test('a frame that is committed in a page which is not of the visit is not of it either', () => {
  const frames = new FramesOfVisit();
  frames.committed('page');
  frames.committedFrame({ page: null, frame: 'strange', parent: 'elsewhere' });
  frames.committedFrame({ page: null, frame: 'own', parent: 'page' });
  expect(frames.has({ page: null, frame: 'strange', parent: null }, site, false)).toBeNull();
  expect(frames.has({ page: null, frame: 'own', parent: null }, site, false)).toBe(true);
});

test('what bears neither page nor frame is of no visit', () => {
  const frames = new FramesOfVisit();
  frames.committed(null);
  expect(frames.has(nowhere, site, false)).toBe(false);
});

test('of very many frames the oldest are asked for anew, and the page itself stays known', () => {
  const frames = new FramesOfVisit();
  frames.committed('page');
  for (let i = 0; i < 10_000; i++) frames.has({ page: null, frame: `frame ${i}`, parent: 'page' }, site, false);
  expect(frames.has({ page: null, frame: 'frame 0', parent: null }, site, false)).toBeNull();
  expect(frames.has({ page: null, frame: 'frame 9999', parent: null }, site, false)).toBe(true);
  expect(frames.has({ page: null, frame: 'one more', parent: 'page' }, site, false)).toBe(true);
});
