/* global AgoraRTC */
import { letIn, microphoneOn, openDoor } from '/door.js';
import { planted } from '/planted.js';

openDoor(async () => {
  AgoraRTC.enableLogUpload();
  const client = AgoraRTC.createClient({ mode: 'live', codec: 'vp8' });
  await client.setClientRole('host');
  await client.join(planted.appId, planted.room, planted.token, planted.userId);
  letIn();
  const microphone = await AgoraRTC.createMicrophoneAudioTrack();
  microphoneOn();
  await client.publish([microphone]);
});
