/**
 * Bounds of what the probe of one frame may tell: what the probe keeps to, and the schema enforces. They stand apart from
 * the schema so that the scripts which run in every frame can have them without its library.
 */
export const bounds = {
  /** Characters of an address, a user name of a TURN server, a label. */
  url: 4096,
  name: 512,
  candidate: 1024,
  sdp: 1 << 16,
  /** Characters of a media type and of a method, as the page says them. */
  type: 120,
  method: 20,
  /** Bytes of one message, or of one body, that are looked at; and base64 characters for them. */
  message: 1 << 14,
  body: 1 << 16,
  servers: 32,
  /** Addresses of one ICE server. */
  serverUrls: 16,
  codecs: 16,
  /** Characters of a codec (`audio/opus/48000`) and of an IP address or `.local` name. */
  codec: 60,
  address: 80,
  protocols: 16,
  /** The highest id in a frame. */
  id: 1_000_000,
  /** Events in one batch of a relay. */
  batch: 200,
} as const;
