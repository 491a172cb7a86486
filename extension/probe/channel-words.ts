/**
 * The numbers that go through the channel between probe and relay; everything else that the probe tells is a text: a JSON
 * list of events.
 */

/** Of the probe: the microphone of this frame is off, or on; a peer connection was made. */
export const said = { microphoneOff: 0, microphoneOn: 1, connectionMade: 2 } as const;
/** Of the relay. The tick comes every two seconds while this frame belongs to a voice visit. */
export const asked = { watchOff: 0, watchOn: 1, tick: 2 } as const;
