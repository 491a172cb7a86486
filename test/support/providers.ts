import { startAgora } from './agora.ts';
import type { Internet } from './internet.ts';
import { startLivekit } from './livekit.ts';
import { startPeerjs } from './peerjs.ts';
import { startTrtc } from './trtc.ts';
import { startTwilio } from './twilio.ts';

/** Puts the stand-ins for all voice providers on the internet: one for each room of test/sdk/rooms that runs an SDK. */
export async function startProviders(net: Internet): Promise<void> {
  for (const start of [startAgora, startTrtc, startLivekit, startTwilio, startPeerjs]) await start(net);
}
