import { expect, test } from 'playwright/test';
import { readRequest } from '../../cli/requests.ts';
import { Scanner } from '../../cli/scan.ts';
import type { IdentifierKind } from '../../extension/model/vocabulary.ts';
import { shippedCatalogue } from '../support/catalogue.ts';

/**
 * Requests written down byte by byte: what is in them was encoded with Python's standard library, OpenSSL and Node's
 * zlib at the command line, by nothing of ours.
 */
const identifiers: { name: string; kind: IdentifierKind; value: string }[] = [
  { name: 'email', kind: 'email', value: 'Mei.Lin+club@gmail.com' },
  { name: 'phone', kind: 'phone', value: '+4917012345678' },
  { name: 'user', kind: 'user-id', value: 'user_8842017' },
  { name: 'device', kind: 'device-id', value: '7e3f90c1-5b2a-4d8e-9f00-aabbccddeeff' },
  { name: 'room', kind: 'room-id', value: 'lotus-garden-42' },
  { name: 'name', kind: 'display-name', value: 'Zoë Müller' },
  { name: 'num', kind: 'user-id', value: '88420177123' },
];

interface Sent {
  url?: string;
  header?: [name: string, value: string];
  form?: Record<string, string[]>;
  text?: string;
  /** Base64 of the body. */
  bytes?: string;
  textFrame?: string;
  /** Base64 of a binary frame. */
  frame?: string;
}

/** What is sent, and what is in it: name, place, key or a dash, coats from the outermost. */
const planted: [title: string, sent: Sent, finding: string][] = [
  [
    'an id in gzip in base64 in a form field',
    { form: { v: ['2'], blob: ['H4sIAAAAAAACA6tWSlSyijbUMdKpVirPyFeyUiotTi2Kt7AwMTIwNFeqja0FAIjfxyQiAAAA'] } },
    'user body who base64 gzip json',
  ],
  [
    'an address that is percent-encoded twice in the path',
    { url: 'https://t.example/u/Mei.Lin%252Bclub%2540gmail.com/x' },
    'email url.path - percent percent',
  ],
  ['an E.164 number with %2B', { url: 'https://t.example/c?m=%2B4917012345678' }, 'phone url.query m percent'],
  ['a number as people write it', { text: '{"tel":"+49 (0)170 123-45678"}' }, 'phone body tel json'],
  [
    'a UUID as sixteen bytes in protobuf',
    { bytes: 'CAcSGAoEam9pbkoQfj+QwVsqTY6fAKq7zN3u/w==' },
    'device body - protobuf',
  ],
  [
    'upper-case base32 without padding',
    { url: 'https://t.example/c?s=JVSWSLSMNFXCWY3MOVREAZ3NMFUWYLTDN5WQ' },
    'email url.query s base32',
  ],
  [
    'JSON before the bytes of a sound',
    { bytes: 'eyJ1aWQiOiJ1c2VyXzg4NDIwMTciLCJub3RlIjoifVwiIn0KAAH//gAD/w==' },
    'user body uid json',
  ],
  [
    'JSON between its length and other bytes in a frame',
    { frame: 'AAAAGnsicm9vbSI6ImxvdHVzLWdhcmRlbi00MiJ9AAH//gAD/w==' },
    'room websocket room json',
  ],
  [
    'the second of two messages of SignalR in a frame',
    { textFrame: '{"type":6}\u001e{"type":1,"arguments":[{"uid":"user_8842017"}]}\u001e' },
    'user websocket uid json',
  ],
  ['base58 of UTF-8', { url: 'https://t.example/c?s=2hz4Hk9Xyz6E34jmT' }, 'name url.query s base58'],
  [
    'decimal and hexadecimal character references',
    {
      text: '<p>&#x4d;&#101;&#x69;&#46;&#x4c;&#105;&#x6e;&#43;&#x63;&#108;&#x75;&#98;&#x40;&#103;&#x6d;&#97;&#x69;&#108;&#x2e;&#99;&#x6f;&#109;</p>',
    },
    'email body - entity',
  ],
  [
    '\\u escapes in JSON in JSON',
    { text: '{"e": "{\\"m\\": \\"Mei\\\\u002eLin+club\\\\u0040gmail\\\\u002ecom\\"}"}' },
    'email body m json json',
  ],
  ['a name in NFD', { url: 'https://t.example/c?n=Zoe%CC%88%20Mu%CC%88ller' }, 'name url.query n percent'],
  ['a name with plus for space', { text: 'a=1&fn=Zo%C3%AB+M%C3%BCller' }, 'name body fn percent'],
  [
    'sha256 of the canonical address as base64url',
    { url: 'https://t.example/c?em=vOhiQdxupNyftmkpBzSwcXxmr7f7QZelqGeGEkpkYHQ' },
    'email url.query em base64 sha256',
  ],
  ['md5 in upper case', { text: '{"x": "389609E4F960B0615AB4C43330B414B2"}' }, 'email body x json md5'],
  [
    'sha1 of a number without its plus',
    { url: 'https://t.example/c?h=c12d5ca1e19b8984c6a2e9967e708113af26d22e' },
    'phone url.query h sha1',
  ],
  [
    'sha512 in base64, percent-encoded',
    {
      url: 'https://t.example/c?h=F2wdZSpoIhS2SYIf4T2rMYJtYlfLAcpdCFrcygs0X%2F7z1zQWURhk6bW14K4Td9DfKaDr9lsty33GhK%2BGjIqJ5A%3D%3D',
    },
    'user url.query h percent base64 sha512',
  ],
  [
    'sha256 of md5 in a cookie',
    { header: ['Cookie', 'a=b; hx=bc6c268106d74b4d517fb1575393f357e2e5d939cecd5d2972887de83e1a8a18'] },
    'email cookie hx sha256 md5',
  ],
  [
    'sha3-256',
    { url: 'https://t.example/c?h=51799f7bd5c5e8279bd533e986df76a2eef85e35e226468a63cf89847ec4464c' },
    'room url.query h sha3_256',
  ],
  [
    'ripemd160',
    { url: 'https://t.example/c?h=c9c7ef31bb5ac87a220913816577adcbab4f7088' },
    'room url.query h ripemd160',
  ],
  ['murmur3 in hexadecimal', { url: 'https://t.example/c?r=e459b792' }, 'room url.query r murmur3'],
  ['murmur3 in hexadecimal, little-endian', { url: 'https://t.example/c?r=92b759e4' }, 'room url.query r murmur3'],
  ['murmur3 as a decimal number', { text: '{"rh":3831084946}' }, 'room body rh json murmur3'],
  ['murmur3 as a signed number', { text: '{"rh":-463882350}' }, 'room body rh json murmur3'],
  ['murmur3 as a little-endian number', { text: '{"rh":2461489636}' }, 'room body rh json murmur3'],
  ['crc32 in hexadecimal', { url: 'https://t.example/c?r=14044794' }, 'room url.query r crc32'],
  ['crc32 in hexadecimal, little-endian', { url: 'https://t.example/c?r=94470414' }, 'room url.query r crc32'],
  ['crc32 as a decimal number', { text: '{"rh":335824788}' }, 'room body rh json crc32'],
  ['crc32 as a signed number', { text: '{"rh":335824788}' }, 'room body rh json crc32'],
  ['crc32 as a little-endian number', { text: '{"rh":2487682068}' }, 'room body rh json crc32'],
  ['xxh64 in hexadecimal', { url: 'https://t.example/c?r=79d7d6d17b67dba7' }, 'room url.query r xxh64'],
  ['xxh64 in hexadecimal, little-endian', { url: 'https://t.example/c?r=a7db677bd1d6d779' }, 'room url.query r xxh64'],
  ['xxh64 as a decimal number', { text: '{"rh":8779722193788984231}' }, 'room body rh json xxh64'],
  ['xxh64 as a signed number', { text: '{"rh":8779722193788984231}' }, 'room body rh json xxh64'],
  ['xxh64 as a little-endian number', { text: '{"rh":12095375005732755321}' }, 'room body rh json xxh64'],
  [
    'a cookie with percent-encoded JSON',
    { header: ['Cookie', 'sid=1; prefs=%7B%22u%22%3A%20%7B%22n%22%3A%20%22user_8842017%22%7D%2C%20%22t%22%3A%201%7D'] },
    'user cookie prefs percent json',
  ],
  [
    'a JWT in Sec-WebSocket-Protocol',
    {
      header: [
        'Sec-WebSocket-Protocol',
        'v1, eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiAidXNlcl84ODQyMDE3IiwgImV4cCI6IDE5MDAwMDAwMDB9.glTDKakoUPbVOd03b0gW7idkUX2l4CNVFK9DMWRIDXo',
      ],
    },
    'user header sec-websocket-protocol jwt',
  ],
  ['a room in a label of a sub-domain', { url: 'https://lotus-garden-42.sfu.t.example/ping' }, 'room url.host -'],
  [
    'a room in the path of a Referer',
    { header: ['Referer', 'https://rooms.example/r/lotus-garden-42?x=1'] },
    'room referer -',
  ],
  [
    'a multipart section with a content type',
    {
      text: '--X1\r\nContent-Disposition: form-data; name="meta"\r\nContent-Type: application/json\r\n\r\n{"r":{"id":"lotus-garden-42"}}\r\n--X1--\r\n',
    },
    'room body id json',
  ],
  ['a text/plain beacon', { text: 'join|lotus-garden-42|17|ok' }, 'room body -'],
  ['msgpack with str8', { frame: 'gqF0AaFl2RZNZWkuTGluK2NsdWJAZ21haWwuY29t' }, 'email websocket e msgpack'],
  ['CBOR with tagged text', { frame: 'omF0AWFlwHZNZWkuTGluK2NsdWJAZ21haWwuY29t' }, 'email websocket e cbor'],
  ['nested protobuf messages', { frame: 'ChQaEhIQCAUiDFpvw6sgTcO8bGxlchBj' }, 'name websocket - protobuf'],
  ['a varint in protobuf', { frame: 'COOpg7LJAhIEam9pbg==' }, 'num websocket - protobuf'],
  ['an id over two parameters', { url: 'https://t.example/c?a=user_88&z=1&b=42017' }, 'user url.query a+b'],
  [
    'an address over two fields',
    { text: '{"local":"Mei.Lin+club","x":1,"domain":"gmail.com"}' },
    'email body local+domain json',
  ],
  [
    'raw deflate',
    { bytes: 'q1ZKLUvNK1GyUsrKz8xT0lHKTc1NSi0C8kuLU4viLSxMjAwMzYHi+dlKViVFpam1AA==' },
    'user body member deflate json',
  ],
  [
    'zlib in a WebSocket frame',
    { frame: 'eJyrVkotS80rUbJSysrPzFPSUcpNzU1KLQLyS4tTi+ItLEyMDAzNlWoBDYgMfw==' },
    'user websocket member deflate json',
  ],
  [
    'an id in the middle of larger base64',
    { text: '{"d":"aGVsbG8gdXNlcl84ODQyMDE3IGFuZCBieWU="}' },
    'user body d json base64',
  ],
  ['hex in upper case', { url: 'https://t.example/c?q=757365725F38383432303137' }, 'user url.query q hex'],
  [
    'an address in quoted hexadecimal escapes',
    {
      text: 'log("\\x4d\\x65\\x69\\x2e\\x4c\\x69\\x6e\\x2b\\x63\\x6c\\x75\\x62\\x40\\x67\\x6d\\x61\\x69\\x6c\\x2e\\x63\\x6f\\x6d")',
    },
    'email body - escape',
  ],
  ['an Engine.IO packet', { textFrame: '42["join",{"room":"x","who":"user_8842017"}]' }, 'user websocket who json'],
  ['a fragment', { url: 'https://t.example/c#/join?who=user_8842017' }, 'user url.fragment -'],
  [
    'a log line in JSON in gzip',
    { bytes: 'H4sIAAAAAAACA6tWyslPL1ayilYyNLIyMFCI9vRz849VyMrPzFPIyS8pLdZNTyxKSc3TNTFSKMnPz1Ywzi1Wiq0FADjvgy83AAAA' },
    'room body logs gzip json',
  ],
  [
    'an id across a line break of MIME base64',
    {
      text: 'Content-Transfer-Encoding: base64\r\n\r\neHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHggdXNlcl84\r\nODQyMDE3IGFuZCBzbyBvbg==\r\n',
    },
    'user body - base64',
  ],
  ['an id in XML', { text: '<iq to="lotus-garden-42@conference.t.example"><nick>x</nick></iq>' }, 'room body -'],
  ['a field of MQTT', { bytes: 'ECoABE1RVFQEwgA8AAx1c2VyXzg4NDIwMTcABnNlY3JldA==' }, 'user body -'],
  [
    'a list of hashes',
    { url: 'https://t.example/c?em=0,f9d260e1601926303aaf076606b6dd2ad94e811f,1' },
    'email url.query em sha1',
  ],
  [
    'user and password of HTTP',
    { header: ['Authorization', 'Basic TWVpLkxpbitjbHViQGdtYWlsLmNvbTpzZWNyZXQ='] },
    'email header authorization base64',
  ],
  [
    'an id in the second block of a Brotli stream',
    {
      bytes:
        'ixqAeyJhIjoiaGVsbG8gdGhlcmUsIG5vdGhpbmcgaGVyZSIsImxpc3QiOlsib25lIiwidHdvIl0soAAIIndobyI6InVzZXJfODg0MjAxNyJ9Aw==',
    },
    'user body who brotli json',
  ],
];

const innocent: [title: string, sent: Sent][] = [
  ['an id inside a longer number', { text: '{"a":884201771231,"b":"188420177123","c":0.88420177123}' }],
  ['one character off', { url: 'https://t.example/c?a=user_8842018&b=lotus-garden-43&c=Mei.Lim%2Bclub@gmail.com' }],
  [
    'an id inside a longer word',
    { url: 'https://t.example/c?a=superuser_8842017x&b=lotus-garden-421&c=xlotus-garden-42' },
  ],
  [
    'random hexadecimal digits',
    {
      url: 'https://t.example/c?a=1785cfc3bc6ac7738e8b38cdccd1af12563c2b9070e07af336a1bf8c0f772b6a&b=334c4a4c42fdb79d7ebc3e73b517e6f8&c=e459b793',
    },
  ],
  [
    'another person’s hashes',
    {
      text: '{"md5": "3acd39d3ac95331a5a806fb31b64d6e2", "sha1": "4f6cf3301a26050a3f1dfa4a2541c361350e3d8a", "sha256": "fa5fbf8a030b1e769888bf9bbef7af8ce682aee4da978487e4374bbaec257637", "sha512": "744e28ef2c7c4cc74a2597a28f72373b992ee9440135629d162a4fd544515eedb611b93fe814ea6f5bd61ff82a644cc4e53b3d7550da34ed85ac3e827ea9bbde"}',
    },
  ],
  [
    'content hashes of assets',
    { url: 'https://cdn.example/js/main.d2a57dc1d883fd21fb99.chunk.js?v=7a38d8cbd20d9932ba948efaa364bb62651d5ad4' },
  ],
  ['a keyed hash', { url: 'https://t.example/c?s=9b5e52b8bdf85acf49aba5f808cc17e021d9a7f23f4307956c7e6a4aa076470a' }],
  ['base64 of one character off', { url: 'https://t.example/c?s=dXNlcl84ODQyMDE4' }],
  ['half of an id alone', { url: 'https://t.example/c?a=user_88&b=42018' }],
  ['another address at the same domain', { text: '{"e":"mei.lin2@gmail.com","f":"xmeilin@gmail.com"}' }],
];

function scan({ url, header, form, text, bytes, textFrame, frame }: Sent) {
  const scanner = new Scanner(
    shippedCatalogue(),
    new Map([['p', { firstParty: ['rooms.example'], page: 'https://rooms.example/r/1', identifiers }]]),
  );
  const isSocket = textFrame !== undefined || frame !== undefined;
  const body = bytes ?? (text === undefined ? undefined : Buffer.from(text).toString('base64'));
  const request = {
    id: 1,
    identity: 'p',
    url: url ?? (isSocket ? 'wss://t.example/ws' : 'https://t.example/c'),
    method: 'POST',
    type: isSocket ? 'websocket' : 'xmlhttprequest',
    requestHeaders: header ? [{ name: header[0], value: header[1] }] : [],
    ...(form && { requestBody: { formData: form } }),
    ...(body !== undefined && { requestBody: { raw: [{ bytes: body }] } }),
    ...(textFrame !== undefined && { frames: [{ opcode: 1, data: textFrame }] }),
    ...(frame !== undefined && { frames: [{ opcode: 2, data: frame }] }),
  };
  const line = scanner.scan(readRequest(JSON.stringify(request)));
  return { ...line, named: line.findings.filter(({ name }) => name !== null) };
}

for (const [title, sent, finding] of planted) {
  test(`${title} is found`, () => {
    const found = scan(sent).named.map(({ name, place, key, encoding }) =>
      [name, place, key ?? '-', ...encoding].join(' '),
    );
    expect(found).toEqual([finding]);
  });
}

for (const [title, sent] of innocent) {
  test(`${title} is nobody’s identifier`, () => {
    expect(scan(sent).named).toEqual([]);
  });
}

test('a Brotli stream that is cut off in its second block is not passed off as read', () => {
  expect(
    scan({ bytes: 'ixqAeyJhIjoiaGVsbG8gdGhlcmUsIG5vdGhpbmcgaGVyZSIsImxpc3QiOlsib25lIiwidHdvIl0soAAIIndobyI6InVzZQ==' })
      .budgetReached,
  ).toBe(true);
});
