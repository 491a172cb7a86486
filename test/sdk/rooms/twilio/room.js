/* global Twilio */
import { letIn, microphoneOn, openDoor } from '/door.js';
import { planted, plantedJwt } from '/planted.js';

openDoor(async () => {
  const microphone = await Twilio.Video.createLocalAudioTrack();
  microphoneOn();
  await Twilio.Video.connect(plantedJwt.twilio, { name: planted.room, tracks: [microphone] });
  letIn();
});
