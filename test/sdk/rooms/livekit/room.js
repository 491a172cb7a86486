/* global LivekitClient */
import { letIn, microphoneOn, openDoor } from '/door.js';
import { planted, plantedByLivekit, plantedJwt } from '/planted.js';

openDoor(async () => {
  const room = new LivekitClient.Room();
  const me = room.localParticipant;
  await room.connect(plantedByLivekit.url, plantedJwt.livekit);
  letIn();
  await me.setMicrophoneEnabled(true);
  microphoneOn();
  await me.setName(planted.displayName);
  await me.setAttributes({ email: planted.email });
  await me.publishData(new TextEncoder().encode(JSON.stringify({ greeting: `${planted.displayName} is here` })));
});
