import { expect, test } from 'playwright/test';
import { isVoiceContact, reasonIn } from '../../background/begins.ts';
import type { Observation } from '../../extension/model/observation.ts';
import { shippedCatalogue } from '../support/catalogue.ts';

const catalogue = shippedCatalogue();
const sent = (type: string): Observation => ({
  what: 'request',
  url: 'https://webrtc2-ap-web-1.agora.io/api/v2/transpond',
  at: 1,
  type,
  method: 'POST',
  body: { state: 'none' },
});

test('what a page sends to a provider makes its tab a voice visit', () => {
  expect(isVoiceContact(sent('xmlhttprequest'), 'https://rooms.example', catalogue)).toBe(true);
  expect(isVoiceContact(sent('websocket'), null, catalogue)).toBe(true);
});

test("going to a provider's pages, showing its pictures or being the provider makes none", () => {
  expect(isVoiceContact(sent('main_frame'), null, catalogue)).toBe(false);
  expect(isVoiceContact(sent('main_frame'), 'https://rooms.example', catalogue)).toBe(false);
  expect(isVoiceContact(sent('image'), 'https://rooms.example', catalogue)).toBe(false);
  expect(isVoiceContact(sent('xmlhttprequest'), 'https://www.agora.io', catalogue)).toBe(false);
});

test('a relay begins a visit by a microphone or a connection, and by nothing else', () => {
  const state = { say: 'state', microphone: null, peerConnections: 0, controlled: false, hidden: false } as const;
  expect(reasonIn(state)).toBeNull();
  expect(reasonIn({ ...state, microphone: false })).toBeNull();
  expect(reasonIn({ ...state, microphone: true, peerConnections: 1 })).toBe('microphone');
  expect(reasonIn({ ...state, peerConnections: 1 })).toBe('peer-connection');
  expect(reasonIn({ say: 'earlier', entries: [], more: 0 })).toBeNull();
  expect(reasonIn({ say: 'seen', events: [{ what: 'devices', at: 1 }] })).toBeNull();
});
