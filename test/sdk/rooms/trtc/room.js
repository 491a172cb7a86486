/* global TRTC */
import { letIn, microphoneOn, openDoor } from '/door.js';
import { planted } from '/planted.js';

openDoor(async () => {
  const trtc = TRTC.create();
  await trtc.enterRoom({
    sdkAppId: 1_400_000_123,
    userId: planted.userId,
    userSig: planted.token,
    strRoomId: planted.room,
    scene: TRTC.TYPE.SCENE_LIVE,
    role: TRTC.TYPE.ROLE_ANCHOR,
  });
  letIn();
  await trtc.startLocalAudio();
  microphoneOn();
  return () => trtc.exitRoom();
});
