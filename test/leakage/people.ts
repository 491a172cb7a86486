import type { IdentifierKind } from '../../extension/model/vocabulary.ts';
import type { Random } from './random.ts';

export interface Identifier {
  name: string;
  kind: IdentifierKind;
  value: string;
}

export interface Person {
  key: string;
  firstParty: string[];
  page: string;
  identifiers: Identifier[];
}

const given = [
  'Mei',
  'Ayşe',
  'José',
  'Zoë',
  'Nguyễn',
  'Olga',
  'Tariq',
  'Søren',
  'Chidi',
  'Ingrid',
  'Дмитрий',
  'Łukasz',
  '美玲',
  'Priya',
];
const family = [
  'Lin',
  'Yılmaz',
  'García',
  'Brontë',
  'Thị',
  'Petrova',
  'Hussain',
  'Ødegård',
  'Okafor',
  'Larsen',
  'Иванов',
  'Wójcik',
  '王小明',
  'Raman',
];
const domains = ['example.org', 'gmail.com', 'mail.example.co.uk', 'proton.example', 'uni-ulm.example', 'qq.example'];
const words = ['lotus', 'harbor', 'velvet', 'comet', 'maple', 'ember', 'quartz', 'willow'];

export function personOf(random: Random, number: number): Person {
  const first = random.pick(given);
  const last = random.pick(family);
  const ascii = (text: string): string =>
    text
      .normalize('NFD')
      .replace(/[^a-z]/gi, '')
      .toLowerCase() || random.text(6, 'abcdefghijklmnopqrstuvwxyz');
  const local = random.pick([
    () => `${ascii(first)}.${ascii(last)}${random.between(10, 99)}`,
    () => `${ascii(first)}_${random.text(4)}`,
    () => `${ascii(last)}${random.digits(3)}`,
    () => `${ascii(first)}+club.${ascii(last)}`,
  ])();
  const userId = random.pick([
    () => `user_${random.digits(7)}`,
    () => random.digits(random.between(8, 12)),
    () => `u-${random.text(10)}`,
    () => `${ascii(first)}-${random.text(5)}${random.digits(2)}`,
    () => random.text(20, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'),
  ])();
  const roomId = random.pick([
    () => `room-${random.text(4, 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789')}-${random.pick(words)}`,
    () => random.text(8, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'),
    () => `${random.pick(words)}-${random.pick(words)}-${random.digits(4)}`,
    () => random.uuid(),
  ])();
  const phone = random.pick([
    () => `+49170${random.digits(7)}`,
    () => `+1415555${random.digits(4)}`,
    () => `+86138${random.digits(8)}`,
    () => `+4479${random.digits(8)}`,
    () => `+33612${random.digits(6)}`,
  ])();
  const token = random.pick([
    () => `tok_${random.hex(16)}`,
    () => random.text(40, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'),
    () => `006${random.hex(32)}IAB${random.text(24, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')}`,
  ])();
  const ip = `${random.pick([81, 93, 178, 203])}.${random.between(1, 254)}.${random.between(1, 254)}.${random.between(10, 254)}`;
  return {
    key: `p${number}`,
    firstParty: ['club.example'],
    page: 'https://club.example/room',
    identifiers: [
      { name: 'email', kind: 'email', value: `${local}@${random.pick(domains)}` },
      { name: 'user', kind: 'user-id', value: userId },
      { name: 'room', kind: 'room-id', value: roomId },
      { name: 'name', kind: 'display-name', value: `${first} ${last}` },
      { name: 'phone', kind: 'phone', value: phone },
      { name: 'device', kind: 'device-id', value: random.uuid() },
      { name: 'token', kind: 'token', value: token },
      { name: 'ip', kind: 'ip-address', value: ip },
      { name: 'nick', kind: 'room-id', value: random.pick(words) },
      { name: 'seat', kind: 'user-id', value: random.digits(random.between(3, 5)) },
    ],
  };
}

/** Names of the identifiers that occur by chance, and count only under a key that says what they are. */
export const weakNames: readonly string[] = ['nick', 'seat'];
