/**
 * The identity that test pages give away. Wherever one of these values turns up in what a browser sends, it came from
 * here; the strings are odd enough not to occur by chance. The recordings in test/sdk plant the same ones.
 */
export const planted = {
  appId: 'a1b2c3d4e5f60718293a4b5c6d7e8f90',
  room: 'room-7QK2-lotus',
  userId: 'user_8842017',
  token: 'tok_5f0c9b1e77d24a83',
  displayName: 'Mei Lin',
  email: 'mei.lin@example.org',
} as const;

/** What the room without third parties sends in plain http, after the founding case: a number and a channel name. */
export const plantedPing = {
  host: 'qos-america.agoralab.co',
  uid: '8842017',
  cname: 'P8kLotusWd',
} as const;

/** What the stand-in for Agora hands to the SDK, which then sends it on. */
export const plantedByAgora = {
  /** The number that Agora keeps for `planted.userId`. */
  uid: 884_201_777,
  channel: 3_307_770_011,
  ticket: 'TICKET-planted-abc',
  /** The person's own address, as Agora sees it and reports it back. From a range that is reserved for examples. */
  clientAddress: '203.0.113.7',
  /** Media servers. The SDK makes host names of them: 203-0-113-20.edge.agora.io. */
  edges: ['203.0.113.20', '203.0.113.21'],
  edgePort: 4700,
} as const;

/**
 * Tokens that name the person and the room in themselves, of the forms that these services ask for. Anybody can read
 * them; that nobody signed them only a server would notice.
 */
export const plantedJwt = {
  /** https://docs.livekit.io/home/get-started/authentication/ */
  livekit: jwt(
    {},
    {
      iss: 'APIclubtest',
      sub: planted.userId,
      name: planted.displayName,
      metadata: JSON.stringify({ email: planted.email }),
      video: { room: planted.room, roomJoin: true },
    },
  ),
  /** https://www.twilio.com/docs/iam/access-tokens */
  twilio: jwt(
    { cty: 'twilio-fpa;v=1' },
    {
      jti: 'SK0123-1',
      iss: 'SK0123456789abcdef0123456789abcdef',
      sub: 'AC0123456789abcdef0123456789abcdef',
      grants: { identity: planted.userId, video: { room: planted.room } },
    },
  ),
} as const;

function jwt(header: object, claims: object): string {
  const times = { exp: 2_100_000_000, nbf: 1_700_000_000, iat: 1_700_000_000 };
  return [
    JSON.stringify({ alg: 'HS256', typ: 'JWT', ...header }),
    JSON.stringify({ ...times, ...claims }),
    `sig-${planted.token}`,
  ]
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
}

/** What the stand-in for Tencent hands to the SDK. */
export const plantedByTrtc = {
  /** The number that Tencent keeps for `planted.userId`. */
  tinyId: '144115212910570789',
  clientAddress: '203.0.113.7',
  /** Signalling servers; the SDK races them. */
  signalling: ['203-0-113-30.webrtc.rtc.qq.com', '203-0-113-31.webrtc.rtc.qq.com'],
  relay: 'relay.webrtc.rtc.qq.com',
  /** Name at the relay. What Tencent really writes there was not seen; this is coturn's form. */
  relayName: `1700000000:${planted.userId}`,
} as const;

/** What the stand-in for LiveKit Cloud hands to the SDK. */
export const plantedByLivekit = {
  url: 'wss://clubtest-ab12cd.livekit.cloud',
  /** The person in this session. Names nobody by itself, and is another one the next time. */
  participant: 'PA_7hT2kLotus9q',
  relay: 'ochicago1a.turn.livekit.cloud',
  relayName: 'PA_7hT2kLotus9q.u',
} as const;

/** What the stand-in for Twilio hands to the SDK. */
export const plantedByTwilio = {
  roomSid: 'RM0123456789abcdef0123456789abcdef',
  participantSid: 'PA0123456789abcdef0123456789abcdef',
  relay: 'global.turn.twilio.com',
  /** As Twilio writes them: by chance, so that they name nobody. */
  relayName: 'dc2d2894d5a9023620c467b0e71cfa6a35457e6679785ed6ae9856fe5bdfa269',
} as const;

/** The relay that the room on PeerJS brings along: the form is that of coturn's shared secret. */
export const plantedByRelay = {
  host: 'relay.rooms.example',
  name: `1700000000:${planted.userId}`,
} as const;
