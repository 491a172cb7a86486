/** Categories that are neither a coat nor a container alone. */
import protobuf from 'protobufjs';
import { containers } from './containers.ts';
import { named, placed, type Recipe, strong, text } from './recipe.ts';

const main = (category: string, make: Recipe['make']): Recipe => ({ category, group: 'main', make });
const phoneFormats: ((digits: string) => string)[] = [
  (d) => `+${d.slice(0, 2)} ${d.slice(2, 5)} ${d.slice(5, 8)} ${d.slice(8)}`,
  (d) => `00${d}`,
  (d) => d,
  (d) => `+${d.slice(0, 2)}-${d.slice(2, 5)}-${d.slice(5)}`,
  (d) =>
    d.startsWith('1') ? `+1 ${d.slice(1, 4)}/${d.slice(4)}` : `+${d.slice(0, 2)} (0)${d.slice(2, 5)}/${d.slice(5)}`,
  (d) => (d.startsWith('1') ? `(${d.slice(1, 4)}) ${d.slice(4, 7)}-${d.slice(7)}` : `0${d.slice(2)}`),
  (d) => (d.startsWith('1') ? `${d.slice(1, 4)}.${d.slice(4, 7)}.${d.slice(7)}` : `0${d.slice(2, 5)} ${d.slice(5)}`),
];

const positives: Recipe[] = [
  main('changed case', async (random, person, request) => {
    const it = strong(random, person, 'email', 'user-id', 'room-id', 'device-id', 'display-name');
    const value = it && (random.next() < 0.5 ? it.value.toUpperCase() : it.value.toLowerCase());
    return it && placed(random, request, { data: value ?? '', chain: [] }, it, containers.slice(3));
  }),
  main('NFD', async (random, person, request) => {
    const it = named(person, 'name');
    return placed(
      random,
      request,
      { data: it.value.normalize('NFD'), chain: [] },
      it,
      containers.filter(({ name }) => name.includes('json') || name.includes('protobuf')),
    );
  }),
  main('percent twice', async (random, person, request) => {
    const it = strong(random, person, 'email', 'display-name', 'phone');
    if (!it) return null;
    return placed(
      random,
      request,
      { data: encodeURIComponent(encodeURIComponent(it.value)), chain: ['percent', 'percent'] },
      it,
      containers.slice(0, 6),
    );
  }),
  main('form text', async (random, person, request) => {
    const it = strong(random, person, 'user-id', 'room-id');
    if (!it) return null;
    return {
      request: text(request, `a=1&k=${it.value}&b=${random.hex(8)}`),
      label: { name: it.name, kind: it.kind, place: 'body', encoding: [] },
    };
  }),
  main('JWT payload', async (random, person, request) => {
    const it = strong(random, person, 'user-id', 'room-id', 'email', 'display-name');
    if (!it) return null;
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const jwt = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iat: 1_700_000_000, grants: { x: it.value } })}.${random.text(43)}`;
    const request2 = {
      ...request,
      requestHeaders: [...request.requestHeaders, { name: 'Authorization', value: `Bearer ${jwt}` }],
    };
    return { request: request2, label: { name: it.name, kind: it.kind, place: 'header', encoding: ['jwt'] } };
  }),
  main('sub-domain label', async (random, person, request) => {
    const it = strong(random, person, 'user-id', 'room-id', 'device-id');
    if (!it || !/^[a-z0-9-]+$/i.test(it.value)) return null;
    return {
      request: { ...request, url: `https://${it.value}.t.vendor.example/x` },
      label: { name: it.name, kind: it.kind, place: 'url.host', encoding: [] },
    };
  }),
  main('hexadecimal sub-domain label', async (random, person, request) => {
    const it = strong(random, person, 'user-id', 'room-id', 'email');
    const hex = it && Buffer.from(it.value).toString('hex');
    if (!it || !hex || hex.length > 62) return null;
    return {
      request: { ...request, url: `https://${hex}.t.vendor.example/x` },
      label: { name: it.name, kind: it.kind, place: 'url.host', encoding: ['hex'] },
    };
  }),
  main('TURN username in a message', async (random, person, request) => {
    const it = strong(random, person, 'user-id', 'room-id');
    if (!it) return null;
    const data = JSON.stringify({
      iceServers: [
        {
          urls: ['turn:t.vendor.example:3478'],
          username: `${1_700_000_000 + random.between(0, 9e6)}:${it.value}`,
          credential: random.text(28),
        },
      ],
    });
    return {
      request: { ...request, frames: [{ opcode: 1, data }] },
      label: { name: it.name, kind: it.kind, place: 'websocket', encoding: ['json'] },
    };
  }),
  main('SDP line', async (random, person, request) => {
    const it = strong(random, person, 'user-id', 'room-id', 'ip-address', 'email');
    if (!it) return null;
    const line =
      it.kind === 'ip-address'
        ? `a=candidate:1 1 udp 2122260223 ${it.value} 56143 typ srflx`
        : random.pick([
            `a=msid:${it.value} ${random.uuid()}`,
            `i=${it.value}`,
            `o=${it.value} 20518 0 IN IP4 203.0.113.1`,
          ]);
    const sdp = `v=0\r\no=- 760491814672408484 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n${line}\r\na=ice-ufrag:DU8a\r\n`;
    return {
      request: { ...request, frames: [{ opcode: 1, data: JSON.stringify({ type: 'offer', sdp }) }] },
      label: { name: it.name, kind: it.kind, place: 'websocket', encoding: ['json'] },
    };
  }),
  main('phone formats', async (random, person, request) => {
    const it = named(person, 'phone');
    const written = random.pick(phoneFormats)(it.value.slice(1));
    return placed(
      random,
      request,
      { data: written, chain: [] },
      it,
      containers.filter(
        ({ name }) => name.includes('json') || name.includes('form fields') || name.includes('protobuf'),
      ),
    );
  }),
  main('UUID as bytes', async (random, person, request) => {
    const it = named(person, 'device');
    const bytes = Buffer.from(it.value.replaceAll('-', ''), 'hex');
    const list = containers.filter(({ name }) => /protobuf|msgpack|cbor/.test(name));
    if (random.next() < 0.5) return placed(random, request, { data: bytes, chain: [] }, it, list);
    return placed(random, request, { data: bytes.toString('base64'), chain: ['base64'] }, it);
  }),
  main('UUID without dashes', async (random, person, request) => {
    const it = named(person, 'device');
    const plain = it.value.replaceAll('-', '');
    return placed(random, request, { data: random.next() < 0.5 ? plain : plain.toUpperCase(), chain: [] }, it);
  }),
  main('numbers in JSON and protobuf', async (random, person, request) => {
    const it = named(person, 'user');
    if (!/^\d+$/.test(it.value)) return null;
    if (random.next() < 0.4)
      return {
        request: text(request, `{"a":[1,2,${it.value}],"b":7}`),
        label: { name: it.name, kind: it.kind, place: 'body', encoding: ['json'] },
      };
    const writer = protobuf.Writer.create().uint32(10).string(random.text(9)).uint32(16);
    const bytes = (random.next() < 0.3 ? writer.sint64(Number(it.value)) : writer.uint64(Number(it.value))).finish();
    return {
      request: { ...request, requestBody: { raw: [{ bytes: Buffer.from(bytes).toString('base64') }] } },
      label: { name: it.name, kind: it.kind, place: 'body', encoding: ['protobuf'] },
    };
  }),
  main('two parameters', async (random, person, request) => {
    const it = strong(random, person, 'email', 'phone', 'display-name');
    if (!it) return null;
    const [a = '', b = ''] =
      it.kind === 'email'
        ? it.value.split('@')
        : it.kind === 'phone'
          ? [it.value.slice(0, it.value.startsWith('+1') ? 2 : 3), it.value.slice(it.value.startsWith('+1') ? 2 : 3)]
          : it.value.split(' ');
    if (random.next() < 0.5)
      return {
        request: text(request, JSON.stringify({ v: 1, a, b, c: random.hex(6) })),
        label: { name: it.name, kind: it.kind, place: 'body', encoding: ['json'] },
      };
    return {
      request: { ...request, requestBody: { formData: { one: [a], two: [b] } } },
      label: { name: it.name, kind: it.kind, place: 'body', encoding: [] },
    };
  }),
];

const weak: Recipe[] = [
  {
    category: 'weak under its key',
    group: 'weak',
    make: async (random, person, request) => {
      const it = named(person, random.pick(['nick', 'seat']));
      const key =
        it.name === 'nick'
          ? random.pick(['room', 'channel', 'room_id', 'roomName', 'channelName', 'room_name'])
          : random.pick(['uid', 'user_id', 'userId', 'user']);
      if (random.next() < 0.4)
        return {
          request: { ...request, url: `${request.url}?v=2&${key}=${it.value}` },
          label: { name: it.name, kind: it.kind, place: 'url.query', encoding: [] },
        };
      return {
        request: text(
          request,
          JSON.stringify({ t: 1, [key]: /^\d+$/.test(it.value) && random.next() < 0.5 ? Number(it.value) : it.value }),
        ),
        label: { name: it.name, kind: it.kind, place: 'body', encoding: ['json'] },
      };
    },
  },
  {
    category: 'weak under another key',
    group: 'weak negative',
    make: async (random, person, request) => {
      const it = named(person, random.pick(['nick', 'seat']));
      const key = random.pick(['count', 'color', 'w', 'theme', 'total', 'ms', 'tag', 'q', 'port', 'label']);
      return {
        request: text(request, JSON.stringify({ t: 1, [key]: it.value, note: `the ${it.value} one` })),
        label: null,
      };
    },
  },
];

export const specials: readonly Recipe[] = [...positives, ...weak];
